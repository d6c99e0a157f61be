import { describe, expect, it } from "vitest";
import { Microservice } from "../../../components";
import { deploy } from "../../support/mocks";
import { createPlatform, IMAGE } from "../../support/platform";

const labels = {
  "app.kubernetes.io/name": "orders",
  "app.kubernetes.io/instance": "orders",
  "app.kubernetes.io/component": "service",
  "app.kubernetes.io/part-of": "shop",
  "app.kubernetes.io/managed-by": "pulumi",
};
const selector = { "app.kubernetes.io/name": "orders", "app.kubernetes.io/instance": "orders" };
const identity = {
  runAsNonRoot: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  seccompProfile: { type: "RuntimeDefault" },
};

/** The exact inputs of one child of a service with default arguments. */
const inputsOf = async (type: string) => {
  const { find } = await deploy(
    () => new Microservice("orders", { platform: createPlatform(), image: IMAGE, expose: "/orders" }),
  );
  return find(type).inputs;
};

describe("objects of a Microservice", () => {
  it("has an identity of its own, without a token", async () => {
    expect(await inputsOf("kubernetes:core/v1:ServiceAccount")).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "orders", namespace: "shop", labels },
      automountServiceAccountToken: false,
    });
  });

  it("has an address that does not wait for pods", async () => {
    expect(await inputsOf("kubernetes:core/v1:Service")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "orders", namespace: "shop", labels, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        type: "ClusterIP",
        selector,
        ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }],
      },
    });
  });

  it("has a route that does not wait for a load balancer", async () => {
    const backend = { service: { name: "orders", port: { name: "http" } } };
    expect(await inputsOf("kubernetes:networking.k8s.io/v1:Ingress")).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { namespace: "shop", labels, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        ingressClassName: "traefik",
        rules: [{ http: { paths: [{ path: "/orders", pathType: "Prefix", backend }] } }],
      },
    });
  });

  it("is evicted one pod at a time", async () => {
    expect(await inputsOf("kubernetes:policy/v1:PodDisruptionBudget")).toEqual({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { namespace: "shop", labels },
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: { matchLabels: selector } },
    });
  });

  it("rolls over without ever having fewer pods", async () => {
    expect(await inputsOf("kubernetes:apps/v1:Deployment")).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace: "shop", labels }, // No name: a replacement comes before the old one goes.
      spec: {
        replicas: 2,
        revisionHistoryLimit: 5,
        minReadySeconds: 10,
        progressDeadlineSeconds: 300,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...labels, "app.kubernetes.io/version": "0123456789abcdef" } },
          spec: pod,
        },
      },
    });
  });
});

const apart = { labelSelector: { matchLabels: selector } };

const pod = {
  serviceAccountName: "orders",
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 75,
  securityContext: { ...identity, fsGroup: 65532 },
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", ...apart } },
      ],
    },
  },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      ...apart,
      matchLabelKeys: ["pod-template-hash"],
    },
  ],
  containers: [
    {
      name: "orders",
      image: IMAGE,
      imagePullPolicy: "Always",
      ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
      env: [
        { name: "PORT", value: "8080" },
        { name: "DRAIN_DELAY", value: "10s" },
        { name: "DRAIN_TIMEOUT", value: "30s" },
        { name: "GOMAXPROCS", value: "1" },
        { name: "GOMEMLIMIT", value: "115MiB" },
      ],
      resources: {
        requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
        limits: { cpu: "1", memory: "128Mi", "ephemeral-storage": "256Mi" },
      },
      startupProbe: { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 1, failureThreshold: 60 },
      readinessProbe: {
        httpGet: { path: "/readyz", port: 8080 },
        periodSeconds: 5,
        timeoutSeconds: 2,
        failureThreshold: 2,
      },
      livenessProbe: {
        httpGet: { path: "/healthz", port: 8080 },
        periodSeconds: 10,
        timeoutSeconds: 2,
        failureThreshold: 3,
      },
      lifecycle: { preStop: { sleep: { seconds: 20 } } },
      securityContext: {
        ...identity,
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    },
  ],
};
