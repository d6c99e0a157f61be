import { join } from "node:path";
import { type Box, enter } from "../machine/box";
import { eventually, run, UserError } from "../run";
import { images } from "../toolchain/catalog";
import { dns } from "./addons/dns";
import { ingress } from "./addons/ingress";
import { metrics } from "./addons/metrics";
import { storage } from "./addons/storage";
import { addresses, gatewayUrl } from "./addresses";
import { publishProgram } from "./images";
import { kubeconfig } from "./kubeconfigs";

/** Puts a program into the sandbox's registry under its upstream name, less the registry it comes from upstream. */
export async function publishAddon(name: keyof typeof images, binary: string): Promise<void> {
  await publishProgram({ name: images[name].replace(/^[^/]+\//, ""), binary });
}

const objectsOf = { storage, coredns: dns, "metrics-server": metrics, traefik: ingress } as const;

/** Declares an add-on. Its image has to be published before: a pod that failed to pull it waits ever longer to try again. */
export async function applyAddon(bin: string, name: keyof typeof objectsOf): Promise<void> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objectsOf[name]() });
  await kubectl(bin, ["apply", "--server-side", "--force-conflicts", "--filename=-"], list);
}

/**
 * Waits until each add-on does its work. After a restart the cluster's own word on what is ready is that of before,
 * so they are used instead of asked for.
 */
export function addonProbes(
  bin: string,
  box: Box,
): Record<"coredns" | "metrics-server" | "traefik", () => Promise<boolean>> {
  const [enterProgram = "", ...enterArgs] = enter(box, "node");
  const name = `kubernetes.default.svc.${addresses.domain}`;
  return {
    coredns: () =>
      run(enterProgram, [...enterArgs, "busybox", "nslookup", "-type=a", name, addresses.dnsService]).then(yes),
    "metrics-server": () => kubectl(bin, ["get", "--raw=/apis/metrics.k8s.io/v1beta1"]).then(yes),
    traefik: async () => (await fetch(`${gatewayUrl}/ping`, { signal: AbortSignal.timeout(1000) })).ok,
  };
}

/** How long an add-on may take (seconds): its image may have to be pulled from upstream. */
const PATIENCE = 120;

export async function addonReady(bin: string, name: string, probe: () => Promise<boolean>): Promise<void> {
  if (await eventually(probe, PATIENCE)) return;
  const pods = await kubectl(bin, ["--namespace=kube-system", "get", "pods", "--output=wide"]);
  throw new UserError(`Cannot start ${name}: it does not answer within ${PATIENCE} s. Its pods:\n${pods}`);
}

const yes = () => true;

export async function kubectl(bin: string, args: readonly string[], input?: string): Promise<string> {
  const options = { env: { KUBECONFIG: kubeconfig }, ...(input === undefined ? {} : { input }) };
  return run(join(bin, "kubectl"), args, options);
}
