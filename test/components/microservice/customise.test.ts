import { describe, expect, it } from "vitest";
import { Microservice, type MicroserviceArgs } from "../../../components";
import { folder } from "../../support/files";
import { deploy } from "../../support/mocks";
import { createPlatform, IMAGE } from "../../support/platform";

type Changes = Partial<Omit<MicroserviceArgs, "platform" | "build" | "image">>;

const orders = (changes: Changes) =>
  deploy(() => new Microservice("orders", { platform: createPlatform(), image: IMAGE, expose: "/", ...changes }));

describe("own labels and annotations", () => {
  it("are on every object, but never in a selector", async () => {
    const { resources } = await orders({ labels: { team: "checkout" } });
    const objects = resources.filter(({ parent }) => parent === "berth:index:Microservice orders");
    expect(objects).toHaveLength(5);
    for (const { inputs } of objects) expect(inputs).toMatchObject({ metadata: { labels: { team: "checkout" } } });
    const texts = objects.map(({ inputs }) => JSON.stringify(inputs));
    expect(texts.join()).not.toMatch(/"(matchLabels|selector)":\{[^}]*team/);
  });

  it("reach the pods", async () => {
    const { find } = await orders({ labels: { team: "checkout" }, annotations: { "example.com/scrape": "true" } });
    expect(find("kubernetes:apps/v1:Deployment").inputs).toMatchObject({
      spec: {
        template: {
          metadata: { labels: { team: "checkout" }, annotations: { "example.com/scrape": "true" } },
        },
      },
    });
  });
});

describe("transforms", () => {
  it("have the last word on every child", async () => {
    const { find } = await orders({
      transform: {
        serviceAccount: (built) => ({ ...built, automountServiceAccountToken: true }),
        service: (built) => ({ ...built, spec: { ...built.spec, type: "LoadBalancer" } }),
        ingress: (built) => ({ ...built, spec: { ...built.spec, tls: [{ hosts: ["shop.example.com"] }] } }),
        deployment: (built) => ({ ...built, spec: { ...built.spec, paused: true } }),
        disruptionBudget: (built) => ({ ...built, spec: { ...built.spec, maxUnavailable: "50%" } }),
      },
    });
    expect(find("kubernetes:core/v1:ServiceAccount").inputs).toMatchObject({ automountServiceAccountToken: true });
    expect(find("kubernetes:core/v1:Service").inputs).toMatchObject({ spec: { type: "LoadBalancer" } });
    expect(find("kubernetes:networking.k8s.io/v1:Ingress").inputs).toMatchObject({
      spec: { ingressClassName: "traefik", tls: [{ hosts: ["shop.example.com"] }] },
    });
    expect(find("kubernetes:apps/v1:Deployment").inputs).toMatchObject({ spec: { replicas: 2, paused: true } });
    expect(find("kubernetes:policy/v1:PodDisruptionBudget").inputs).toMatchObject({ spec: { maxUnavailable: "50%" } });
  });

  it("reach deep without a cast", async () => {
    const { find } = await orders({
      transform: {
        deployment: ({ spec, ...rest }) => {
          const { template } = spec;
          const containers = template.spec.containers.map((container) => ({ ...container, args: ["--verbose"] }));
          return { ...rest, spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } } };
        },
      },
    });
    expect(find("kubernetes:apps/v1:Deployment").inputs).toMatchObject({
      spec: { template: { spec: { containers: [{ name: "orders", args: ["--verbose"] }] } } },
    });
  });

  it("reach the build of the image", async () => {
    const build = folder({ Dockerfile: "FROM scratch" });
    const { find } = await deploy(
      () =>
        new Microservice("orders", {
          platform: createPlatform(),
          build,
          transform: { image: (built) => ({ ...built, build: { ...built.build, network: "host" } }) },
        }),
    );
    expect(find("docker:index/image:Image").inputs).toMatchObject({ build: { network: "host" } });
  });

  it("leave no trace in the component's own inputs", async () => {
    const { find } = await orders({ transform: { service: (built) => built } });
    expect(Object.keys(find("berth:index:Microservice").inputs).sort()).toEqual(["expose", "image"]);
  });
});
