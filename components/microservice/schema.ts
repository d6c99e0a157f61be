import * as z from "zod";
import { capabilityLines, isPlatform } from "../platform/platform-like";
import { microserviceFields } from "./fields";

type Rule = (fields: z.output<typeof microserviceFields>, context: z.RefinementCtx) => void;

/** What runs is said exactly once. */
const sourceRule: Rule = ({ build, image }, context) => {
  if (build === undefined && image === undefined)
    context.addIssue({
      code: "custom",
      path: ["build"],
      message: "is required (a folder), unless image names what exists",
    });
  if (build !== undefined && image !== undefined)
    context.addIssue({ code: "custom", path: ["image"], message: "must be left out beside build" });
};

/** Nothing is asked of a platform that it cannot take. */
const capabilityRule: Rule = ({ expose, platform }, context) => {
  if (expose === undefined || !isPlatform(platform) || platform.capabilities.has("ingress")) return;
  const message = `needs the capability "ingress": add \`${capabilityLines.ingress}\` to the Platform`;
  context.addIssue({ code: "custom", path: ["expose"], message });
};

/** A pod that starts in time must not look like a rollout that stands still. */
const deadlineRule: Rule = ({ health, rollout }, context) => {
  if (rollout.deadlineSeconds > health.startSeconds + rollout.minReadySeconds) return;
  const message = "must be > health.startSeconds + rollout.minReadySeconds";
  context.addIssue({ code: "custom", path: ["rollout", "deadlineSeconds"], message });
};

/** For rules that only look at what is there: they run even when other fields are wrong, so that all is told at once. */
const always = { when: () => true };

export const microserviceSchema = microserviceFields
  .superRefine(sourceRule, always)
  .superRefine(capabilityRule, always)
  .superRefine(deadlineRule)
  .transform(({ build, image, ...spec }) => ({
    ...spec,
    source: build ? { build } : image !== undefined ? { image } : z.NEVER,
  }));
export type MicroserviceSpec = z.output<typeof microserviceSchema>;
