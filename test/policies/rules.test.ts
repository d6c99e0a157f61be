import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { imagePinned } from "../../policies/rules/image-pinned";
import { namespaceRestricted } from "../../policies/rules/namespace-restricted";

const DIGEST = `registry/app@sha256:${"a".repeat(64)}`;

async function violations(policy: ResourceValidationPolicy, type: string, props: Record<string, unknown>) {
  const found: string[] = [];
  const args = { type, name: "app", urn: `urn:${type}::app`, props } satisfies Partial<ResourceValidationArgs>;
  const { validateResource } = policy;
  if (typeof validateResource !== "function") throw new Error("one rule, one function");
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the engine passes more than a rule reads
  await validateResource(args as unknown as ResourceValidationArgs, (message) => found.push(message));
  return found;
}

const pod = (image?: string) => ({ containers: [{ name: "app", ...(image === undefined ? {} : { image }) }] });
const template = (image?: string) => ({ spec: { template: { spec: pod(image) } } });

describe("image-pinned", () => {
  it.each([
    ["kubernetes:apps/v1:Deployment", template],
    ["kubernetes:apps/v1:StatefulSet", template],
    ["kubernetes:apps/v1:DaemonSet", template],
    ["kubernetes:batch/v1:Job", template],
    ["kubernetes:batch/v1:CronJob", (image?: string) => ({ spec: { jobTemplate: template(image) } })],
    ["kubernetes:core/v1:Pod", (image?: string) => ({ spec: pod(image) })],
  ] as const)("holds for %s", async (type, props) => {
    expect(await violations(imagePinned, type, props(DIGEST))).toEqual([]);
    expect(await violations(imagePinned, type, props("app:latest"))).toEqual([
      `${type.split(":").at(-1)} "app", container "app": image must be named by digest (name@sha256:…)`,
    ]);
  });

  it("looks at init containers", async () => {
    const props = {
      spec: { template: { spec: { ...pod(DIGEST), initContainers: [{ name: "init", image: "init:1" }] } } },
    };
    expect(await violations(imagePinned, "kubernetes:apps/v1:Deployment", props)).toHaveLength(1);
  });

  it("waits for an image that is not known during preview", async () => {
    expect(await violations(imagePinned, "kubernetes:apps/v1:Deployment", template())).toEqual([]);
  });

  it("leaves other resources alone", async () => {
    expect(await violations(imagePinned, "kubernetes:core/v1:Service", { spec: {} })).toEqual([]);
  });
});

describe("namespace-restricted", () => {
  const type = "kubernetes:core/v1:Namespace";
  const namespace = (enforce?: string) => ({
    metadata: { labels: enforce === undefined ? {} : { "pod-security.kubernetes.io/enforce": enforce } },
  });

  it("accepts a namespace that enforces the standard", async () => {
    expect(await violations(namespaceRestricted, type, namespace("restricted"))).toEqual([]);
  });

  it.each(["baseline", undefined])("refuses %s", async (enforce) => {
    expect(await violations(namespaceRestricted, type, namespace(enforce))).toEqual([
      'Namespace "app" accepts privileged pods: set the label pod-security.kubernetes.io/enforce to restricted',
    ]);
  });
});
