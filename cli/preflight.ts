import { run, UserError } from "../sandbox/run";
import type { Target } from "./target";

/** Milliseconds to wait for somebody's registry or API server before saying that it does not answer. */
const PATIENCE = 5000;

/** Says which of the two is wrong: a context that is not there, or a cluster that does not answer. */
export async function requireCluster({ settings, env }: Target): Promise<void> {
  const context = settings.kubeContext;
  const names = (await run("kubectl", ["config", "get-contexts", "--output=name"], { env }))
    .split("\n")
    .filter(Boolean);
  if (!names.includes(context)) {
    const known = names.length > 0 ? `it has ${names.join(", ")}` : "it has none";
    throw new UserError(
      `Cannot use kube context "${context}":\n  berth:kubeContext: must be a context of your kubeconfig; ${known}`,
    );
  }
  await run("kubectl", ["--context", context, `--request-timeout=${PATIENCE}ms`, "get", "--raw=/readyz"], {
    env,
  }).catch(() => {
    throw new UserError(
      `Cannot use kube context "${context}":\n  API server: must answer within ${PATIENCE / 1000} s; kubectl --context ${context} cluster-info says more`,
    );
  });
}

/** A registry answers its base address, with 401 where it wants to know who asks. */
export async function requireRegistry(address: string): Promise<void> {
  const host = address.split("/")[0] ?? address;
  for (const scheme of ["https", "http"]) {
    const answer = await fetch(`${scheme}://${host}/v2/`, { signal: AbortSignal.timeout(PATIENCE) }).catch(
      () => undefined,
    );
    if (answer !== undefined && (answer.ok || answer.status === 401)) return;
  }
  throw new UserError(
    `Cannot use registry "${host}":\n  berth:registry: must be a registry that answers /v2/ within ${PATIENCE / 1000} s`,
  );
}
