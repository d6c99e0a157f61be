import { standardLabels } from "../support/labels";
import type { MicroserviceSpec } from "./schema";

/** Labels of everything that belongs to a service. */
export const serviceLabels = (name: string, { platform, labels }: MicroserviceSpec) =>
  standardLabels({ name, component: "service", partOf: platform.namespace }, labels);

/** Metadata of an object that Pulumi names, so that a replacement is there before the old one goes. */
export const metadata = (name: string, spec: MicroserviceSpec) => ({
  namespace: spec.platform.namespace,
  labels: serviceLabels(name, spec),
});

/** Metadata of an object whose name is an address that others write down. */
export const addressMetadata = (name: string, spec: MicroserviceSpec) => ({ ...metadata(name, spec), name });

/** Pulumi goes on as soon as the object exists: a Service waits for pods, an Ingress for a load balancer. */
export const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };
