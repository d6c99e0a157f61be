import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Microservice, type MicroserviceArgs } from "../../../components";
import { folder } from "../../support/files";
import { deploy, DIGEST, valueOf, type DeployOptions } from "../../support/mocks";
import { createPlatform, IMAGE } from "../../support/platform";

type Changes = Partial<Omit<MicroserviceArgs, "platform" | "build" | "image">>;

const orders = (changes: Changes = {}, options?: DeployOptions) =>
  deploy(() => new Microservice("orders", { platform: createPlatform(), image: IMAGE, ...changes }), options);

const built = (changes: Changes = {}, options?: DeployOptions) => {
  const build = folder({ Dockerfile: "FROM scratch" });
  return deploy(() => new Microservice("orders", { platform: createPlatform(), build, ...changes }), options);
};

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const labels = {
  "app.kubernetes.io/name": "orders",
  "app.kubernetes.io/instance": "orders",
  "app.kubernetes.io/component": "service",
  "app.kubernetes.io/part-of": "shop",
  "app.kubernetes.io/managed-by": "pulumi",
};

describe("Microservice", () => {
  it("is made of these resources, whose names and parents are frozen", async () => {
    const { resources } = await built({ expose: "/orders" });
    const tree = resources.map(({ type, name, parent }) => `${type} ${name} < ${parent}`).sort();
    expect(tree.filter((line) => !line.includes("shop"))).toEqual([
      "berth:index:Image orders < berth:index:Microservice orders",
      "berth:index:Microservice orders < ",
      "docker:index/image:Image orders < berth:index:Image orders",
      "kubernetes:apps/v1:Deployment orders < berth:index:Microservice orders",
      "kubernetes:core/v1:Service orders < berth:index:Microservice orders",
      "kubernetes:core/v1:ServiceAccount orders < berth:index:Microservice orders",
      "kubernetes:networking.k8s.io/v1:Ingress orders < berth:index:Microservice orders",
      "kubernetes:policy/v1:PodDisruptionBudget orders < berth:index:Microservice orders",
    ]);
  });

  it("is the same in a preview, where nothing is known yet", async () => {
    const tree = async (options: DeployOptions) =>
      (await built({ expose: "/" }, options)).resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(await tree({ preview: true })).toEqual(await tree({ preview: false }));
  });

  it("uses the providers of its platform and no default one", async () => {
    const { resources } = await built({ expose: "/orders" });
    const custom = resources.filter(({ type }) => !/^(berth|pulumi):/.test(type));
    expect(new Set(custom.map(({ type, provider }) => `${type.split(":")[0]} by ${provider}`))).toEqual(
      new Set(["kubernetes by pulumi:providers:kubernetes shop", "docker by pulumi:providers:docker shop"]),
    );
  });

  it("runs the image that it built, by digest, and calls it by its content", async () => {
    const { find, value } = await built();
    const { inputs } = find("docker:index/image:Image");
    const version = String(inputs["imageName"]).replace("localhost:5000/orders:", "");
    expect(await valueOf(value.image)).toBe(`localhost:5000/orders@${DIGEST}`);
    expect(find(DEPLOYMENT).inputs).toMatchObject({
      spec: {
        template: {
          metadata: { labels: { ...labels, "app.kubernetes.io/version": version } },
          spec: { containers: [{ image: `localhost:5000/orders@${DIGEST}` }] },
        },
      },
    });
  });

  it("knows its addresses before anything runs", async () => {
    const { value } = await orders({ expose: "/orders" });
    expect(await valueOf(value.url)).toBe("http://orders.shop.svc");
    expect(value.publicUrl && (await valueOf(value.publicUrl))).toBe("http://localhost:8080/orders");
    expect(await valueOf(value.image)).toBe(IMAGE);
  });

  it("is private unless it is exposed", async () => {
    const { value, resources } = await orders();
    expect(value.publicUrl).toBeUndefined();
    expect(resources.filter(({ type }) => type.includes("Ingress"))).toEqual([]);
  });

  it("is known to the gateway and to callers before its pods start", async () => {
    const { find } = await orders({ expose: "/orders" });
    expect(find(DEPLOYMENT).dependsOn).toEqual([
      "kubernetes:core/v1:Namespace shop",
      "kubernetes:core/v1:Service orders",
      "kubernetes:core/v1:ServiceAccount orders",
      "kubernetes:networking.k8s.io/v1:Ingress orders",
    ]);
  });

  it("may take as long as its own settings need and no longer", async () => {
    const { find } = await orders({
      replicas: 3,
      rollout: { deadlineSeconds: 45, minReadySeconds: 0 },
      health: { startSeconds: 15 },
    });
    expect(find(DEPLOYMENT).timeouts).toEqual({ create: "55s", update: "55s" });
  });

  it.each([
    [0, []],
    [1, []],
    [2, ["orders"]],
  ])("with %i replicas has the disruption budgets %j", async (replicas, budgets) => {
    const { resources, find } = await orders({ replicas });
    expect(resources.filter(({ type }) => type.includes("PodDisruptionBudget")).map(({ name }) => name)).toEqual(
      budgets,
    );
    expect(find(DEPLOYMENT).inputs).toMatchObject({ spec: { replicas } });
    expect(JSON.stringify(find(DEPLOYMENT).inputs).includes("topologySpreadConstraints")).toBe(replicas >= 2);
  });

  it("keeps secrets in its environment secret", async () => {
    const { resources } = await orders({ env: { TOKEN: pulumi.secret("hunter2") } });
    const texts = resources.map(({ inputs }) => JSON.stringify(inputs));
    const marked = '{"secret":"hunter2"}';
    expect(texts.filter((text) => text.includes(marked))).toHaveLength(2); // The component and its Deployment.
    expect(texts.join().replaceAll(marked, "")).not.toContain("hunter2");
  });

  it("meets the restricted pod security standard whatever its arguments", async () => {
    const arguments_ = fc.record({
      port: fc.integer({ min: 1, max: 65535 }),
      replicas: fc.integer({ min: 0, max: 5 }),
      drainSeconds: fc.integer({ min: 3, max: 180 }),
      env: fc.dictionary(fc.constantFrom("A", "B"), fc.string()),
    });
    await fc.assert(
      fc.asyncProperty(arguments_, async (changes) => {
        const { find } = await orders(changes);
        expect(find(DEPLOYMENT).inputs).toMatchObject({ spec: { template: { spec: restricted } } });
        expect(JSON.stringify(find(DEPLOYMENT).inputs)).not.toMatch(/host(Network|PID|IPC|Path|Port)|"add"/);
      }),
      { numRuns: 10 },
    );
  });
});

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const restricted = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      securityContext: {
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
    },
  ],
};
