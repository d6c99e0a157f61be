import * as z from "zod";
import { buildSchema } from "../image";
import { isPlatform, type PlatformLike } from "../platform/platform-like";
import { pathPrefix, urlPath } from "../support/addresses";
import { input, shorthand } from "../support/args";
import { pinnedImage } from "../support/images";
import { labelKey, labelValue, RESERVED_LABEL } from "../support/labels";
import { amount, cpu, whole } from "../support/units";

const variable = z.string().regex(/^[A-Za-z_]\w*$/, { error: "must be a variable name" });

/** Variables that Berth sets itself, each with the argument that decides about it. */
const RESERVED_VARIABLES = new Map([
  ["PORT", "port"],
  ["DRAIN_DELAY", "drainSeconds"],
  ["DRAIN_TIMEOUT", "drainSeconds"],
]);

/** What Berth computes cannot be set by hand as well. */
const withoutReserved = <V extends z.ZodType>(
  record: z.ZodRecord<z.ZodString, V>,
  decider: (key: string) => string | undefined,
) =>
  record.superRefine((values, context) => {
    for (const key of Object.keys(values)) {
      const field = decider(key);
      if (field)
        context.addIssue({ code: "custom", path: [key], message: `must be left out: it follows from ${field}` });
    }
  });

export const resourcesSchema = z.strictObject({
  /** CPU that a pod is promised (cores). The limit is four times that, and at least one core. @default "100m" */
  cpu: cpu.default("100m"),
  /** Memory that a pod is promised, and at which it is killed (bytes, >= 8Mi). @default "128Mi" */
  memory: amount("8Mi").default("128Mi"),
  /** Disk for logs and scratch files that a pod is promised (bytes); evicted at four times that. @default "64Mi" */
  disk: amount("1Mi").default("64Mi"),
});

export const healthSchema = z.strictObject({
  /** Answers 200 while the process is worth keeping; a failure restarts the container. @default "/healthz" */
  live: urlPath.default("/healthz"),
  /** Answers 200 while requests are welcome; not the same as `live`, or a busy pod is restarted. @default "/readyz" */
  ready: urlPath.default("/readyz"),
  /** How long the first answer may take; the container is restarted after that (seconds, 1-600). @default 60 */
  startSeconds: whole(1, 600).default(60),
});

export const rolloutSchema = z.strictObject({
  /** How long a rollout may stand still before it counts as failed (seconds, 10-3600). @default 300 */
  deadlineSeconds: whole(10, 3600).default(300),
  /** How long a new pod must stay ready before an old one may go (seconds, 0-600). @default 10 */
  minReadySeconds: whole(0, 600).default(10),
});

export const microserviceFields = z.strictObject({
  /** Where it runs: a `Platform`. */
  platform: z.custom<PlatformLike>(isPlatform, { error: "must be a Platform" }),
  /** Folder to build the image from, or how to build it. Either this or `image`. */
  build: shorthand("context", buildSchema).optional(),
  /** Image pinned by digest, such as `registry/orders@sha256:…`; `Image.ref` fits. Either this or `build`. */
  image: input(pinnedImage).optional(),
  /** Port that the container listens on, told to it as `PORT` (TCP, 1-65535). @default 8080 */
  port: whole(1, 65535).default(8080),
  /** Path prefix under which the platform's gateway passes requests on, unchanged; private when left out. */
  expose: pathPrefix.optional(),
  /** How many pods run (pods, >= 0). From two on they are spread out and evicted one by one. @default 2 */
  replicas: whole(0).default(2),
  /** What each pod may use. */
  resources: resourcesSchema.prefault({}),
  /** How to tell a healthy pod. */
  health: healthSchema.prefault({}),
  /**
   * The drain budget: how long a leaving pod keeps serving while traffic turns away, and then again to finish what it
   * has (seconds, 3-180). Sets preStop, `DRAIN_DELAY`, `DRAIN_TIMEOUT` and the grace period. @default 30
   */
  drainSeconds: whole(3, 180).default(30),
  /** How a new version replaces the old one. */
  rollout: rolloutSchema.prefault({}),
  /** Environment variables. Wins over `GOMEMLIMIT` and `GOMAXPROCS`, which follow from `resources`. @default {} */
  env: withoutReserved(z.record(variable, input(z.string())), (name) => RESERVED_VARIABLES.get(name)).default({}),
  /** More labels for every object and pod. @default {} */
  labels: withoutReserved(z.record(labelKey, labelValue), (key) =>
    key.startsWith(RESERVED_LABEL) ? "the name" : undefined,
  ).default({}),
  /** Annotations for the pods. */
  annotations: z.record(labelKey, z.string()).optional(),
});
