import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { baseUrl, registryAddress } from "../components/support/addresses";
import { dnsLabel } from "../components/support/names";
import { check, headline } from "../components/support/problems";

const PREFIX = "berth:";

export const settingsSchema = z.strictObject({
  /** Context in the kubeconfig of the cluster to deploy to. @default "berth-sandbox" */
  kubeContext: z.string().min(1).default("berth-sandbox"),
  /** Registry to push images to, as the builder and the nodes reach it. @default "localhost:5000" */
  registry: registryAddress.default("localhost:5000"),
  /** Where the cluster's ingress controller answers. @default "http://localhost:8080" */
  gatewayUrl: baseUrl.default("http://localhost:8080"),
  /** Namespace to create and deploy into. @default "berth" */
  namespace: dnsLabel.default("berth"),
});
export type Settings = z.output<typeof settingsSchema>;

/** The facts of one deployment, from `Pulumi.<stack>.yaml`. The only place that reads configuration. */
export function readSettings(): Settings {
  const ours = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(PREFIX));
  const values = Object.fromEntries(ours.map(([key, value]) => [key.slice(PREFIX.length), value]));
  const { data, problems } = check(settingsSchema, values);
  if (data) return data;
  const keyed = problems.map((problem) => `${PREFIX}${problem}`);
  throw new pulumi.RunError(headline(`deploy stack "${pulumi.getStack()}"`, keyed));
}
