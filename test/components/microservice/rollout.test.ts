import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rolloutPlan } from "../../../components/microservice/rollout";

const health = { live: "/healthz", ready: "/readyz", startSeconds: 60 };
const rollout = { deadlineSeconds: 300, minReadySeconds: 10 };
const seconds = (text: string) => Number(text.replace(/s$/, ""));

/** What the Deployment controller does: surge pods at a time, the share rounded up, never one fewer than before. */
function longestRollout(replicas: number, share: string, wave: number): number {
  let time = 0;
  for (let updated = 0; updated < replicas; updated += Math.ceil((replicas * parseInt(share)) / 100)) time += wave;
  return time;
}

describe("rolloutPlan", () => {
  it("never goes below the pods that are asked for", () => {
    expect(rolloutPlan({ replicas: 3, health, rollout }).strategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
    });
  });

  it("reports a container that crashes within a minute where the deadline is short", () => {
    const quick = {
      replicas: 3,
      health: { ...health, startSeconds: 15 },
      rollout: { deadlineSeconds: 45, minReadySeconds: 0 },
    };
    expect(rolloutPlan(quick).timeouts).toEqual({ create: "55s", update: "55s" });
  });

  it("waits for many slow pods", () => {
    const slow = { replicas: 21, health: { ...health, startSeconds: 120 }, rollout };
    expect(rolloutPlan(slow).timeouts.update).toBe("530s"); // Four waves of 130 s, and 10 s for the reason.
  });

  it("outlasts both the deadline and every wave of a rollout in which each pod takes its time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 10, max: 3600 }),
        (replicas, startSeconds, minReadySeconds, deadlineSeconds) => {
          const spec = { replicas, health: { ...health, startSeconds }, rollout: { deadlineSeconds, minReadySeconds } };
          const { strategy, timeouts } = rolloutPlan(spec);
          const { maxSurge } = strategy.rollingUpdate;
          expect(seconds(timeouts.update)).toBeGreaterThan(deadlineSeconds);
          expect(seconds(timeouts.update)).toBeGreaterThan(
            longestRollout(replicas, maxSurge, startSeconds + minReadySeconds),
          );
        },
      ),
    );
  });
});
