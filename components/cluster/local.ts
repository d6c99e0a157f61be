import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { nodePlatform, type NodePlatform } from "../support/images";

export const localClusterSchema = z.strictObject({
  /** A cluster that already exists: kind, k3d, Docker Desktop, Berth's sandbox. */
  kind: z.literal("local"),
  /** Name of the context in the kubeconfig. Another name is another cluster: everything is created there anew. */
  context: z.string().min(1),
  /** What the nodes run; this machine's own when left out. */
  nodePlatform: nodePlatform.optional(),
});
export type LocalClusterSpec = z.output<typeof localClusterSchema>;

const thisMachine = (): NodePlatform => (process.arch === "arm64" ? "linux/arm64" : "linux/amd64");

/** Reaches a cluster through the kubeconfig of whoever runs Pulumi. */
export const localCluster = (name: string, spec: LocalClusterSpec, opts: pulumi.ResourceOptions) => ({
  provider: new k8s.Provider(name, providerArgs(spec), opts),
  nodePlatform: spec.nodePlatform ?? thisMachine(),
});

export const providerArgs = ({ context }: LocalClusterSpec) =>
  ({
    context,
    // Without it a kubeconfig that merely changed would replace the provider, and with it every object in the cluster.
    clusterIdentifier: context,
    enableServerSideApply: true,
  }) satisfies k8s.ProviderArgs;
