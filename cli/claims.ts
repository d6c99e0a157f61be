import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contextName } from "../sandbox/cluster/addresses";
import { projectDir, sandboxDir } from "../sandbox/paths";
import { UserError } from "../sandbox/run";
import { kubectl } from "./pods";
import type { Target } from "./target";

const claimOf = (namespace: string) => join(sandboxDir, "claims", namespace);

/**
 * The sandbox is one for all clones on a machine, each of which has a state of its own: two states that both think they
 * own a namespace would undo each other. The first clone that deploys into a namespace owns it until it destroys the stack.
 */
export async function claimNamespace(target: Target): Promise<void> {
  const { kubeContext, namespace } = target.settings;
  if (kubeContext !== contextName) return;
  const owner = await readFile(claimOf(namespace), "utf8").catch(() => projectDir);
  if (owner !== projectDir && (await exists(owner)) && (await namespaceExists(target))) {
    throw new UserError(
      `Cannot deploy into namespace "${namespace}":\n  berth:namespace: must be free; the sandbox, which all clones on this machine share, has it from ${owner}; run npm run destroy there, or set another name here`,
    );
  }
  await mkdir(join(sandboxDir, "claims"), { recursive: true });
  await writeFile(claimOf(namespace), projectDir);
}

export async function releaseNamespace({ settings }: Target): Promise<void> {
  if (settings.kubeContext === contextName) await rm(claimOf(settings.namespace), { force: true });
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function namespaceExists(target: Target): Promise<boolean> {
  const found = await kubectl(target, [
    "get",
    "namespace",
    target.settings.namespace,
    "--ignore-not-found",
    "--output=name",
  ]);
  return found !== "";
}
