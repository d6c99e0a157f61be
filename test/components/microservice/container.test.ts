import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { environment, probes, resourceLimits } from "../../../components/microservice/container";
import { microserviceFields } from "../../../components/microservice/fields";
import { asCpu, bytes, millicores, type Bytes } from "../../../components/support/units";

const schema = microserviceFields.omit({ platform: true });
const specOf = (fields: z.input<typeof schema> = {}) => schema.parse(fields);

describe("resourceLimits", () => {
  it("promises memory in full and lets CPU and disk burst", () => {
    expect(resourceLimits({ cpu: "500m", memory: "128Mi", disk: "64Mi" })).toEqual({
      requests: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "64Mi" },
      limits: { cpu: "2", memory: "128Mi", "ephemeral-storage": "256Mi" },
    });
  });

  it("lets even the smallest service use a whole core", () => {
    expect(resourceLimits({ cpu: "10m", memory: "32Mi", disk: "1Mi" }).limits.cpu).toBe("1");
  });

  it("never limits below what it promises", () => {
    const memory = fc.integer({ min: 8, max: 1 << 20 }).map((amount): Bytes => `${amount}Mi`);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), memory, memory, (milli, amount, disk) => {
        const { requests, limits } = resourceLimits({ cpu: asCpu(milli), memory: amount, disk });
        expect(millicores(limits.cpu)).toBeGreaterThanOrEqual(Math.max(1000, 4 * millicores(requests.cpu)));
        expect(limits.memory).toBe(requests.memory);
        expect(bytes(limits["ephemeral-storage"])).toBeGreaterThanOrEqual(bytes(requests["ephemeral-storage"]));
      }),
    );
  });
});

describe("environment", () => {
  it("tells a service its port, its drain and its limits", () => {
    const spec = specOf({ port: 9000, drainSeconds: 6, resources: { cpu: "600m", memory: "1Gi" } });
    expect(environment(spec)).toEqual({
      PORT: "9000",
      DRAIN_DELAY: "2s",
      DRAIN_TIMEOUT: "6s",
      GOMAXPROCS: "3", // 2400m, rounded up.
      GOMEMLIMIT: "921MiB", // 90 % of 1024.
    });
  });

  it("leaves the last word on the Go runtime to the user", () => {
    expect(environment(specOf({ env: { GOMAXPROCS: "8", MODE: "fast" } }))).toMatchObject({
      GOMAXPROCS: "8",
      MODE: "fast",
    });
  });

  it("keeps the heap below the limit at which the container is killed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 1 << 16 }), (amount) => {
        const told = JSON.stringify(environment(specOf({ resources: { memory: `${amount}Mi` } })));
        const limit = Number(/"GOMEMLIMIT":"(\d+)MiB"/.exec(told)?.[1]);
        expect(limit).toBeGreaterThan(0);
        expect(limit).toBeLessThanOrEqual(0.9 * amount);
      }),
    );
  });
});

describe("probes", () => {
  it("derive from one shorthand", () => {
    expect(probes(specOf({ port: 9000, health: { live: "/live", ready: "/ready", startSeconds: 90 } }))).toEqual({
      startupProbe: { httpGet: { path: "/live", port: 9000 }, periodSeconds: 1, failureThreshold: 90 },
      readinessProbe: {
        httpGet: { path: "/ready", port: 9000 },
        periodSeconds: 5,
        timeoutSeconds: 2,
        failureThreshold: 2,
      },
      livenessProbe: {
        httpGet: { path: "/live", port: 9000 },
        periodSeconds: 10,
        timeoutSeconds: 2,
        failureThreshold: 3,
      },
    });
  });

  it("ask different paths by default, so that a busy pod is spared and not restarted", () => {
    const { readinessProbe, livenessProbe } = probes(specOf());
    expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).toEqual(["/healthz", "/readyz"]);
  });
});
