import type { ResourceValidationPolicy } from "@pulumi/policy";
import { podIn } from "../workloads";

/**
 * A tag can be moved: what was reviewed is what runs only when the image is named by its digest.
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export const imagePinned: ResourceValidationPolicy = {
  name: "image-pinned",
  description: "Every container runs an image named by digest",
  enforcementLevel: "mandatory",
  validateResource: ({ type, name, props }, reportViolation) => {
    const { containers = [], initContainers = [] } = podIn(type, props) ?? {};
    for (const { name: container = "?", image } of [...initContainers, ...containers]) {
      // Not known during preview: the image is still to be built.
      if (image === undefined || image.includes("@sha256:")) continue;
      reportViolation(
        `${kindOf(type)} "${name}", container "${container}": image must be named by digest (name@sha256:…)`,
      );
    }
  },
};

const kindOf = (type: string) => type.split(":").at(-1) ?? type;
