import { readFileSync } from "node:fs";
import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { DIGEST, valueOf } from "../support/mocks";
import { inProgramFolder, runStack } from "../support/program";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

inProgramFolder();

describe("stack dev", () => {
  it("is made of these resources", async () => {
    const { resources } = await runStack("dev");
    expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "berth:index:Image greeter",
      "berth:index:Microservice greeter",
      "berth:index:Platform berth",
      "docker:index/image:Image greeter",
      "kubernetes:apps/v1:Deployment greeter",
      "kubernetes:core/v1:Namespace berth",
      "kubernetes:core/v1:Service greeter",
      "kubernetes:core/v1:ServiceAccount greeter",
      "kubernetes:networking.k8s.io/v1:Ingress greeter",
      "kubernetes:policy/v1:PodDisruptionBudget greeter",
      "pulumi:providers:docker berth",
      "pulumi:providers:kubernetes berth",
    ]);
  });

  it("tells where everything is", async () => {
    const { value } = await runStack("dev");
    expect(await valueOf(output({ ...value }))).toEqual({
      url: "http://localhost:8080",
      namespace: "berth",
      services: {
        greeter: {
          url: "http://greeter.berth.svc",
          publicUrl: "http://localhost:8080/",
          image: `localhost:5000/greeter@${DIGEST}`,
        },
      },
    });
  });

  it("goes where its settings say", async () => {
    const config = {
      "berth:kubeContext": "kind-mine",
      "berth:registry": "localhost:5001",
      "berth:gatewayUrl": "http://localhost:9090",
      "berth:namespace": "mine",
    };
    const { find, value } = await runStack("dev", { config });
    expect(find("pulumi:providers:kubernetes").inputs).toMatchObject({
      context: "kind-mine",
      clusterIdentifier: "kind-mine",
    });
    expect(await valueOf(output({ ...value }))).toEqual({
      url: "http://localhost:9090",
      namespace: "mine",
      services: {
        greeter: {
          url: "http://greeter.mine.svc",
          publicUrl: "http://localhost:9090/",
          image: `localhost:5001/greeter@${DIGEST}`,
        },
      },
    });
  });

  it("says that a container crashes within a minute", async () => {
    const { find } = await runStack("dev");
    const { inputs, timeouts } = find(DEPLOYMENT);
    expect(inputs).toMatchObject({ spec: { replicas: 3, progressDeadlineSeconds: 40, minReadySeconds: 0 } });
    expect(timeouts).toEqual({ create: "50s", update: "50s" });
  });

  it("builds the greeter from the module that all services share", async () => {
    const { find } = await runStack("dev");
    expect(find("docker:index/image:Image").inputs).toMatchObject({
      build: { context: "../services", dockerfile: "../services/greeter/Dockerfile" },
    });
  });

  it("expects the greeter where its Dockerfile says it listens", async () => {
    const { find } = await runStack("dev");
    const exposed = /^EXPOSE (\d+)$/m.exec(readFileSync("../services/greeter/Dockerfile", "utf8"))?.[1];
    expect(find(DEPLOYMENT).inputs).toMatchObject({
      spec: { template: { spec: { containers: [{ ports: [{ containerPort: Number(exposed) }] }] } } },
    });
  });
});
