import type { ResourceValidationPolicy } from "@pulumi/policy";
import * as z from "zod";

const LABEL = "pod-security.kubernetes.io/enforce";
const schema = z.object({ metadata: z.object({ labels: z.record(z.string(), z.unknown()).default({}) }) });

/**
 * The label makes the API server itself refuse pods that ask for more than they need.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export const namespaceRestricted: ResourceValidationPolicy = {
  name: "namespace-restricted",
  description: "Every namespace enforces the pod security standard restricted",
  enforcementLevel: "mandatory",
  validateResource: ({ type, name, props }, reportViolation) => {
    if (type !== "kubernetes:core/v1:Namespace") return;
    if (schema.safeParse(props).data?.metadata.labels[LABEL] === "restricted") return;
    reportViolation(`Namespace "${name}" accepts privileged pods: set the label ${LABEL} to restricted`);
  },
};
