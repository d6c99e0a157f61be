import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { NodePlatform } from "../support/images";
import { localCluster, localClusterSchema } from "./local";

/** What every kind of cluster offers; nothing outside this folder asks which kind it is. */
export interface Cluster {
  /** Reaches the API server. */
  readonly provider: k8s.Provider;
  /** What images have to be built for. */
  readonly nodePlatform: NodePlatform;
}

export const clusterSchema = z.discriminatedUnion("kind", [localClusterSchema]);
export type ClusterSpec = z.output<typeof clusterSchema>;

/** Creates or reaches the cluster that the arguments describe. */
export function createCluster(name: string, spec: ClusterSpec, opts: pulumi.ResourceOptions): Cluster {
  switch (spec.kind) {
    case "local":
      return localCluster(name, spec, opts);
  }
}
