import * as z from "zod";

const containersSchema = z.array(z.object({ name: z.string().optional(), image: z.string().optional() })).default([]);
const podSchema = z.object({ containers: containersSchema, initContainers: containersSchema });
const templateSchema = z.object({ spec: z.object({ template: z.object({ spec: podSchema }) }) });
const cronSchema = z.object({ spec: z.object({ jobTemplate: templateSchema }) });

export type PodSpec = z.output<typeof podSchema>;

/** Kinds that hold a pod, and where they hold it. */
const podOf: ReadonlyMap<string, (props: unknown) => PodSpec | undefined> = new Map([
  ...["apps/v1:Deployment", "apps/v1:StatefulSet", "apps/v1:DaemonSet", "batch/v1:Job"].map(
    (kind) => [kind, (props: unknown) => templateSchema.safeParse(props).data?.spec.template.spec] as const,
  ),
  ["batch/v1:CronJob", (props) => cronSchema.safeParse(props).data?.spec.jobTemplate.spec.template.spec],
  ["core/v1:Pod", (props) => z.object({ spec: podSchema }).safeParse(props).data?.spec],
]);

/** The pod that a resource describes; undefined for everything else. */
export function podIn(type: string, props: unknown): PodSpec | undefined {
  return podOf.get(type.replace(/^kubernetes:/, ""))?.(props);
}
