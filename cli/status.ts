import { Command } from "commander";
import * as z from "zod";
import { runMain } from "../sandbox/run";
import { age } from "./age";
import { kubectl } from "./pods";
import { pulumi } from "./pulumi";
import { readStackConfig } from "./stack-config";
import { findTarget, type Target } from "./target";

export interface ServiceStatus {
  readonly name: string;
  /** Public address, or the one inside the cluster for a service that is not exposed. */
  readonly url: string;
  /** Pods that take traffic now. */
  readonly ready: number;
  /** Pods that there should be. */
  readonly desired: number;
  /** Image by digest. */
  readonly image: string;
  /** Since when this image runs (ISO 8601). */
  readonly since: string;
}

const outputsSchema = z.object({
  services: z
    .record(z.string(), z.object({ url: z.string(), publicUrl: z.string().optional(), image: z.string() }))
    .default({}),
});
const deploymentsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
      spec: z.object({ replicas: z.int().default(1) }),
      status: z.object({
        readyReplicas: z.int().default(0),
        conditions: z.array(z.object({ type: z.string(), lastUpdateTime: z.string().default("") })).default([]),
      }),
    }),
  ),
});

async function servicesOf(target: Target, stack: string): Promise<ServiceStatus[]> {
  const outputs = outputsSchema.parse(
    JSON.parse(await pulumi(target, ["stack", "output", "--json", "--stack", stack])),
  );
  const { items } = deploymentsSchema.parse(JSON.parse(await kubectl(target, ["get", "deployments", "--output=json"])));
  return Object.entries(outputs.services).map(([name, { url, publicUrl, image }]) => {
    const deployment = items.find(({ metadata }) => metadata.labels["app.kubernetes.io/name"] === name);
    return {
      name,
      url: publicUrl ?? url,
      ready: deployment?.status.readyReplicas ?? 0,
      desired: deployment?.spec.replicas ?? 0,
      image,
      since: deployment?.status.conditions.find(({ type }) => type === "Progressing")?.lastUpdateTime ?? "",
    };
  });
}

async function status(stack: string, { json }: { readonly json?: boolean }): Promise<void> {
  const target = await findTarget(await readStackConfig(stack));
  const services = await servicesOf(target, stack);
  if (json === true) {
    console.log(JSON.stringify({ stack, services }, null, 2));
    return;
  }
  console.log(`Stack "${stack}"${services.length === 0 ? " has no services; npm run up deploys them" : ""}`);
  for (const { name, url, ready, desired, image, since } of services) {
    console.log(`  ${name}  ${ready}/${desired} ready  ${url}\n    ${image}\n    for ${age(since)}`);
  }
}

const program = new Command("npm run -s status --")
  .description("Show a stack's services: address, pods, image")
  .argument("[stack]", "stack to show", "dev")
  .option("--json", "as one JSON object")
  .action(status);

runMain(() => program.parseAsync());
