/** What the kubelet gets on top of the whole drain before it kills: exit handlers, last log lines, a slow clock. */
const MARGIN_SECONDS = 15;

/** How a pod leaves without breaking a request. All times come from one number, so that they cannot contradict. */
export interface DrainPlan {
  /** The pod still looks healthy while proxies and load balancers take it off their lists (seconds). */
  preStopSeconds: number;
  /** The service is told to stop: it fails readiness, still answers, and asks clients to move on (seconds). */
  delaySeconds: number;
  /** It takes nothing new and finishes what it has (seconds). */
  timeoutSeconds: number;
  /** When the kubelet kills whatever is left (seconds). */
  graceSeconds: number;
}

/**
 * The budget once for traffic to look away, a third of it with the service's help, and once more to finish.
 * @param budget seconds, >= 3
 */
export function drainPlan(budget: number): DrainPlan {
  const delaySeconds = Math.floor(budget / 3);
  return {
    preStopSeconds: budget - delaySeconds,
    delaySeconds,
    timeoutSeconds: budget,
    graceSeconds: 2 * budget + MARGIN_SECONDS,
  };
}
