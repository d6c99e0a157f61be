import { delimiter } from "node:path";
import { clientDir, dockerEnv } from "../sandbox/cluster/images";
import { contextName, registryAddress } from "../sandbox/cluster/addresses";
import { kubeconfig } from "../sandbox/cluster/kubeconfigs";
import { sandboxStatus } from "../sandbox/cluster/status";
import { up as sandboxUp } from "../sandbox/cluster/up";
import { attachDockerPlugin } from "../sandbox/docker-plugin/attach";
import { cacheDir } from "../sandbox/paths";
import { UserError } from "../sandbox/run";
import { installToolchain, type Toolchain } from "../sandbox/toolchain";
import { catalog } from "../sandbox/toolchain/catalog";
import { newProgress, type Progress } from "../sandbox/toolchain/progress";
import type { Settings } from "../stacks/settings";
import { requireCluster, requireRegistry } from "./preflight";
import { stateEnvironment } from "./state";

/** What it takes to work on somebody's own cluster. */
const pulumiTools = catalog.filter(({ name }) => ["pulumi", "kubectl", "kubernetes-provider"].includes(name));

/** Where a stack goes to, and the environment of every program that is told to work on it. */
export interface Target {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string>>;
  /** Lines that every run has to say, such as that a stand-in was used. */
  readonly notices: readonly string[];
}

/** Makes everything ready that `pulumi up` needs: the sandbox, or nothing but a look at somebody's own cluster. */
export async function prepareTarget(settings: Settings, progress: Progress): Promise<Target> {
  if (settings.kubeContext !== contextName) return ownCluster(settings, progress);
  if (settings.registry !== registryAddress) {
    throw new UserError(
      `Cannot use the sandbox: berth:registry must be ${registryAddress}, where the sandbox's registry is`,
    );
  }
  return target(settings, await sandboxUp(progress), sandboxEnvironment());
}

/** The same for commands that only look: no cluster is started. */
export async function findTarget(settings: Settings): Promise<Target> {
  const inSandbox = settings.kubeContext === contextName;
  if (inSandbox && !(await sandboxStatus()).running) {
    throw new UserError("Cannot reach the cluster: the sandbox is down; npm run up starts it");
  }
  const toolchain = await installToolchain({
    cacheDir,
    progress: newProgress(),
    ...(inSandbox ? {} : { tools: pulumiTools }),
  });
  await toolchain.done;
  return target(settings, toolchain, inSandbox ? sandboxEnvironment() : {}, []);
}

async function ownCluster(settings: Settings, progress: Progress): Promise<Target> {
  const toolchain = await installToolchain({ cacheDir, progress, tools: pulumiTools });
  await toolchain.done;
  const found = await target(settings, toolchain, {});
  await requireCluster(found);
  await requireRegistry(settings.registry);
  return found;
}

function sandboxEnvironment() {
  // Builds run in the machine's network: the cluster's own has no part in them.
  return { ...dockerEnv, KUBECONFIG: kubeconfig, BERTH_BUILD_NETWORK: "host" };
}

async function target(
  settings: Settings,
  { bin, pulumiHome }: Pick<Toolchain, "bin" | "pulumiHome">,
  extra: Record<string, string>,
  notices?: readonly string[],
): Promise<Target> {
  const env = {
    ...extra,
    PATH: [clientDir, bin, process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ...(await stateEnvironment()),
  };
  return { settings, env, notices: notices ?? (await attachDockerPlugin({ env, pulumiHome, cacheDir })) };
}
