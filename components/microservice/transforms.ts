import type * as k8s from "@pulumi/kubernetes";
import type { ImageArgs } from "../image";
import type { Transform } from "../support/transform";
import type { ingressArgs, serviceArgs } from "./network";
import type { deploymentArgs, disruptionBudgetArgs, serviceAccountArgs } from "./workload";

/** One optional rewrite for each child of a Microservice. */
export interface MicroserviceTransforms {
  /** The build of the image. */
  image?: ImageArgs["transform"];
  /** The identity of the pods. */
  serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs, ReturnType<typeof serviceAccountArgs>>;
  /** The address in the cluster. */
  service?: Transform<k8s.core.v1.ServiceArgs, ReturnType<typeof serviceArgs>>;
  /** The route from the gateway. */
  ingress?: Transform<k8s.networking.v1.IngressArgs, ReturnType<typeof ingressArgs>>;
  /** What keeps pods and rolls them over. */
  deployment?: Transform<k8s.apps.v1.DeploymentArgs, ReturnType<typeof deploymentArgs>>;
  /** How many pods may be evicted at once. */
  disruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs, ReturnType<typeof disruptionBudgetArgs>>;
}
