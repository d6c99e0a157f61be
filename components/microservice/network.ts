import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels } from "../support/labels";
import type { Route } from "./claims";
import { addressMetadata, metadata, SKIP_AWAIT } from "./metadata";
import type { MicroserviceSpec } from "./schema";

/** Callers need not know which port a container listens on. */
const SERVICE_PORT = 80;

/** The address of the service inside the cluster. */
export const serviceArgs = (name: string, spec: MicroserviceSpec) =>
  ({
    metadata: { ...addressMetadata(name, spec), annotations: SKIP_AWAIT },
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(name),
      ports: [{ name: "http", port: SERVICE_PORT, targetPort: "http", protocol: "TCP" }],
    },
  }) satisfies k8s.core.v1.ServiceArgs;

/** Asks the platform's gateway to pass a path prefix on to the service. */
export function ingressArgs(name: string, spec: MicroserviceSpec, { path, gateway, service }: Route) {
  const backend = { service: { name: service, port: { name: "http" } } };
  return {
    metadata: { ...metadata(name, spec), annotations: SKIP_AWAIT },
    spec: {
      ingressClassName: gateway.ingressClassName,
      rules: [{ http: { paths: [{ path, pathType: "Prefix", backend }] } }],
    },
  } satisfies k8s.networking.v1.IngressArgs;
}

/** Computed, because the status of an Ingress may never name an address. */
export const publicUrl = ({ path, gateway }: Route): pulumi.Output<string> =>
  pulumi.output(gateway.url).apply((base) => new URL(path, base).href);
