import * as z from "zod";
import { run } from "../sandbox/run";
import type { Target } from "./target";

const terminatedSchema = z.object({ exitCode: z.int(), reason: z.string().optional() });
const stateSchema = z.object({
  waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  terminated: terminatedSchema.optional(),
});
const containerSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.int(),
  state: stateSchema,
  lastState: stateSchema.default({}),
});
const podSchema = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
  status: z.object({
    phase: z.string(),
    conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() })).default([]),
    containerStatuses: z.array(containerSchema).default([]),
  }),
});
const listSchema = z.object({ items: z.array(podSchema) });

export type Pod = z.infer<typeof podSchema>;
export type Container = z.infer<typeof containerSchema>;

export async function kubectl({ env, settings }: Target, args: readonly string[]): Promise<string> {
  const where = ["--context", settings.kubeContext, "--namespace", settings.namespace, "--request-timeout=10s"];
  return run("kubectl", [...where, ...args], { env });
}

/** Pods of the stack that are meant to stay. */
export async function listPods(target: Target): Promise<Pod[]> {
  const { items } = listSchema.parse(JSON.parse(await kubectl(target, ["get", "pods", "--output=json"])));
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}
