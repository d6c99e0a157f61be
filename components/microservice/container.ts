import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { asCpu, asMebibytes, bytes, millicores } from "../support/units";
import { drainPlan } from "./drain";
import type { MicroserviceSpec } from "./schema";
import { containerSecurity } from "./security";

/** What a burst may use over what is promised. Never under one core, or start-up would be throttled. */
const BURST = 4;
const CORE = 1000;

/** The heap's share of the memory limit: the rest is for stacks, buffers and the runtime itself. */
const HEAP = 0.9;

/** The one container of a service. */
export function containerArgs(name: string, spec: MicroserviceSpec, image: pulumi.Input<string>) {
  return {
    name,
    image,
    imagePullPolicy: "Always", // Cheap thanks to the digest, and it proves that the pod may have the image.
    ports: [{ name: "http", containerPort: spec.port, protocol: "TCP" }],
    env: Object.entries(environment(spec)).map(([key, value]) => ({ name: key, value })),
    resources: resourceLimits(spec.resources),
    ...probes(spec),
    lifecycle: { preStop: { sleep: { seconds: drainPlan(spec.drainSeconds).preStopSeconds } } },
    securityContext: containerSecurity,
  } satisfies k8s.types.input.core.v1.Container;
}

type Told = Pick<MicroserviceSpec, "port" | "drainSeconds" | "resources" | "env">;

/** What the process is told, the user's own last so that they win where they may. */
export function environment({ port, drainSeconds, resources, env }: Told): Record<string, pulumi.Input<string>> {
  const { delaySeconds, timeoutSeconds } = drainPlan(drainSeconds);
  const { limits } = resourceLimits(resources);
  return {
    PORT: `${port}`,
    DRAIN_DELAY: `${delaySeconds}s`,
    DRAIN_TIMEOUT: `${timeoutSeconds}s`,
    GOMAXPROCS: `${Math.ceil(millicores(limits.cpu) / CORE)}`,
    GOMEMLIMIT: `${asMebibytes(bytes(limits.memory) * HEAP)}B`,
    ...env,
  };
}

/** Memory is promised in full, because nobody can be throttled out of it; CPU and disk may burst. */
export function resourceLimits({ cpu, memory, disk }: MicroserviceSpec["resources"]) {
  const limit = asCpu(Math.max(CORE, BURST * millicores(cpu)));
  return {
    requests: { cpu, memory, "ephemeral-storage": disk },
    limits: { cpu: limit, memory, "ephemeral-storage": asMebibytes(BURST * bytes(disk)) },
  };
}

/** Start-up is asked every second, so that a fast service is ready at once and a slow one is not killed. */
export function probes({ port, health }: Pick<MicroserviceSpec, "port" | "health">) {
  const live = { path: health.live, port };
  const ready = { path: health.ready, port };
  return {
    startupProbe: { httpGet: live, periodSeconds: 1, failureThreshold: health.startSeconds },
    readinessProbe: { httpGet: ready, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { httpGet: live, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
  };
}
