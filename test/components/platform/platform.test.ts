import { describe, expect, it } from "vitest";
import { Platform, type PlatformArgs } from "../../../components";
import { deploy, refusal, valueOf } from "../../support/mocks";
import { createPlatform, platformArgs } from "../../support/platform";

const refusalOf = (changes: object, name = "shop") =>
  refusal(() => new Platform(name, { ...platformArgs, ...changes }));

describe("Platform", () => {
  it("is made of these resources", async () => {
    const { resources } = await deploy(() => createPlatform());
    expect(resources.map(({ type, name, parent, provider }) => [type, name, parent, provider]).sort()).toEqual([
      ["berth:index:Platform", "shop", "", ""],
      ["kubernetes:core/v1:Namespace", "shop", "berth:index:Platform shop", "pulumi:providers:kubernetes shop"],
      ["pulumi:providers:docker", "shop", "berth:index:Platform shop", ""],
      ["pulumi:providers:kubernetes", "shop", "berth:index:Platform shop", ""],
    ]);
  });

  it("reaches the cluster by server-side apply and a fixed identifier", async () => {
    const { find } = await deploy(() => createPlatform());
    expect(find("pulumi:providers:kubernetes").inputs).toEqual({
      context: "kind-shop",
      clusterIdentifier: "kind-shop",
      enableServerSideApply: "true",
    });
  });

  it("enforces the restricted pod security standard in its namespace", async () => {
    const { find, value } = await deploy(() => createPlatform({ namespace: "store" }));
    expect(find("kubernetes:core/v1:Namespace").inputs).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "store",
        labels: {
          "app.kubernetes.io/part-of": "store",
          "app.kubernetes.io/managed-by": "pulumi",
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": "latest",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/audit-version": "latest",
          "pod-security.kubernetes.io/warn": "restricted",
          "pod-security.kubernetes.io/warn-version": "latest",
        },
      },
    });
    expect(await valueOf(value.namespace)).toBe("store");
  });

  it("can take exposed services when it has a gateway", async () => {
    const { value } = await deploy(() => createPlatform());
    expect([...value.capabilities]).toEqual(["ingress"]);
    expect(value.gateway).toEqual({ url: "http://localhost:8080", ingressClassName: "traefik" });
  });

  it("offers nothing that it was not given", async () => {
    const { value } = await deploy(() => createPlatform({ gateway: undefined }));
    expect([...value.capabilities]).toEqual([]);
    expect(value.gateway).toBeUndefined();
  });

  it("gives an address to the first who claims it, and tells the others who that was", async () => {
    const { value } = await deploy(() => createPlatform());
    expect(value.claim("name a", "first")).toBeUndefined();
    expect(value.claim("name a", "second")).toBe("first");
    expect(value.claim("name a", "third")).toBe("first");
    expect(value.claim("name b", "second")).toBeUndefined();
  });
});

describe("Platform arguments", () => {
  it("report every problem at once", async () => {
    const changes: Partial<Record<keyof PlatformArgs | "regsitry", unknown>> = {
      cluster: { kind: "eks" },
      namespace: "Shop",
      registry: "http://localhost:5000",
      gateway: { url: "localhost:8080", ingressClass: "traefik" },
      regsitry: "x",
    };
    expect(await refusalOf(changes, "my_shop")).toBe(
      [
        'Cannot create Platform "my_shop":',
        '  name: must be at most 52 of a-z, 0-9 and "-", starting with a letter and not ending with "-"',
        '  cluster.kind: must be "local"',
        '  namespace: must be at most 52 of a-z, 0-9 and "-", starting with a letter and not ending with "-"',
        '  registry: must be an address without scheme, such as "localhost:5000" or "ghcr.io/acme"',
        '  gateway.url: must be an http or https URL without a path, such as "http://localhost:8080"',
        '  gateway.ingressClass: unknown key (did you mean "ingressClassName"?)',
        '  regsitry: unknown key (did you mean "registry"?)',
      ].join("\n"),
    );
  });

  it.each(["http://localhost:8080/app", "ftp://localhost", "//localhost", ""])(
    "refuse the gateway URL %j",
    async (url) => {
      expect(await refusalOf({ gateway: { url } })).toContain("gateway.url: must be an http or https URL");
    },
  );
});
