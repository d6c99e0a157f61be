import type { MicroserviceSpec } from "./schema";

/** The share of the pods that a rollout may add before it takes old ones away. */
const SURGE_PERCENT = 25;

/** What the provider gets on top of the deadline, so that it sees the Deployment's own reason before it gives up. */
const REASON_SECONDS = 10;

/** Which new pods come at once, and for how long each step and the whole may take. */
export interface RolloutPlan {
  /** For the Deployment: more pods at first, never fewer. */
  strategy: { type: "RollingUpdate"; rollingUpdate: { maxSurge: string; maxUnavailable: number } };
  /** For Pulumi: how long it waits. */
  timeouts: { create: string; update: string };
}

/**
 * Pulumi gives up a little after the deadline, and never before every wave of new pods had the time that it may take:
 * to start and to prove itself. Surges round up, so that one to four pods are replaced one by one.
 */
export function rolloutPlan({
  replicas,
  rollout,
  health,
}: Pick<MicroserviceSpec, "replicas" | "rollout" | "health">): RolloutPlan {
  const surge = Math.max(1, Math.ceil((replicas * SURGE_PERCENT) / 100));
  const longest = Math.ceil(replicas / surge) * (health.startSeconds + rollout.minReadySeconds);
  const timeout = `${Math.max(rollout.deadlineSeconds, longest) + REASON_SECONDS}s`;
  return {
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: `${SURGE_PERCENT}%`, maxUnavailable: 0 } },
    timeouts: { create: timeout, update: timeout },
  };
}
