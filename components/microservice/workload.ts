import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { selectorLabels } from "../support/labels";
import { containerArgs } from "./container";
import { drainPlan } from "./drain";
import { addressMetadata, metadata, serviceLabels } from "./metadata";
import { rolloutPlan } from "./rollout";
import type { MicroserviceSpec } from "./schema";
import { podSecurity } from "./security";

/** Enough to go back a few versions, few enough to list. */
const KEPT_REVISIONS = 5;

/** What a Deployment runs. */
export interface Release {
  /** Image pinned by digest. */
  image: pulumi.Input<string>;
  /** What the image calls itself. */
  version: pulumi.Input<string>;
  /** Name of the service account that pods run as. */
  serviceAccount: pulumi.Input<string>;
}

/** Who the pods are. They get no token: hardly any service talks to the API server. */
export const serviceAccountArgs = (name: string, spec: MicroserviceSpec) =>
  ({
    metadata: addressMetadata(name, spec),
    automountServiceAccountToken: false,
  }) satisfies k8s.core.v1.ServiceAccountArgs;

/** Keeps pods and rolls them over. */
export function deploymentArgs(name: string, spec: MicroserviceSpec, release: Release) {
  return {
    metadata: metadata(name, spec),
    spec: {
      replicas: spec.replicas,
      revisionHistoryLimit: KEPT_REVISIONS,
      minReadySeconds: spec.rollout.minReadySeconds,
      progressDeadlineSeconds: spec.rollout.deadlineSeconds,
      strategy: rolloutPlan(spec).strategy,
      selector: { matchLabels: selectorLabels(name) },
      template: podTemplate(name, spec, release),
    },
  } satisfies k8s.apps.v1.DeploymentArgs;
}

function podTemplate(name: string, spec: MicroserviceSpec, { image, version, serviceAccount }: Release) {
  return {
    metadata: {
      labels: { ...serviceLabels(name, spec), "app.kubernetes.io/version": version },
      ...(spec.annotations && { annotations: spec.annotations }),
    },
    spec: {
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: drainPlan(spec.drainSeconds).graceSeconds,
      securityContext: podSecurity,
      ...(spec.replicas >= 2 && spread(name)),
      containers: [containerArgs(name, spec, image)],
    },
  } satisfies k8s.types.input.core.v1.PodTemplateSpec;
}

/** Pods keep apart, nodes and zones alike, as far as the cluster has any: one that is full still gets them. */
export function spread(name: string) {
  const labelSelector = { matchLabels: selectorLabels(name) };
  const zone = { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" };
  const term = { topologyKey: "kubernetes.io/hostname", labelSelector };
  return {
    affinity: {
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
    },
    topologySpreadConstraints: [{ ...zone, labelSelector, matchLabelKeys: ["pod-template-hash"] }],
  };
}

/** Nodes are drained one pod at a time, and a pod that is broken anyway holds nobody up. */
export const disruptionBudgetArgs = (name: string, spec: MicroserviceSpec) =>
  ({
    metadata: metadata(name, spec),
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: selectorLabels(name) },
    },
  }) satisfies k8s.policy.v1.PodDisruptionBudgetArgs;
