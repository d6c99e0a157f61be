import { readdir } from "node:fs/promises";
import { findBox, servicesDir } from "../machine/box";
import { type DaemonState, logOf, stateOf } from "../machine/supervisor";
import { sandboxDir } from "../paths";
import { apiUrl, gatewayUrl, registryAddress } from "./addresses";
import { kubeconfig } from "./kubeconfigs";

export interface SandboxStatus {
  readonly running: boolean;
  readonly daemons: readonly { readonly name: string; readonly state: DaemonState; readonly log: string }[];
  readonly api: string;
  readonly registry: string;
  readonly gateway: string;
  readonly kubeconfig: string;
  readonly folder: string;
}

export async function sandboxStatus(): Promise<SandboxStatus> {
  const running = (await findBox()) !== undefined;
  const names = (await readdir(servicesDir).catch(() => [])).sort();
  const daemons = names.map(
    async (name) => ({ name, state: running ? await stateOf(name) : "down", log: logOf(name) }) as const,
  );
  return {
    running,
    daemons: await Promise.all(daemons),
    api: apiUrl,
    registry: registryAddress,
    gateway: gatewayUrl,
    kubeconfig,
    folder: sandboxDir,
  };
}
