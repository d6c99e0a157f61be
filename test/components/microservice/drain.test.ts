import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drainPlan } from "../../../components/microservice/drain";

describe("drainPlan", () => {
  it("is the reference manifest's for the default budget", () => {
    expect(drainPlan(30)).toEqual({ preStopSeconds: 20, delaySeconds: 10, timeoutSeconds: 30, graceSeconds: 75 });
  });

  it("never contradicts itself, nor what services accept", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 180 }), (budget) => {
        const { preStopSeconds, delaySeconds, timeoutSeconds, graceSeconds } = drainPlan(budget);
        expect(preStopSeconds + delaySeconds).toBe(budget); // Traffic has the whole budget to turn away.
        expect(graceSeconds).toBeGreaterThan(preStopSeconds + delaySeconds + timeoutSeconds);
        expect([delaySeconds >= 1, delaySeconds <= 60]).toEqual([true, true]); // DRAIN_DELAY
        expect([timeoutSeconds >= 1, timeoutSeconds <= 600]).toEqual([true, true]); // DRAIN_TIMEOUT
      }),
    );
  });
});
