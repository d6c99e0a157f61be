import { describe, expect, it } from "vitest";
import { providerArgs } from "../../../components/cluster/local";
import { createPlatform } from "../../support/platform";
import { deploy } from "../../support/mocks";

describe("local cluster", () => {
  it("is known by its context, so that another kubeconfig replaces nothing", () => {
    expect(providerArgs({ kind: "local", context: "kind-shop" })).toEqual({
      context: "kind-shop",
      clusterIdentifier: "kind-shop",
      enableServerSideApply: true,
    });
  });

  it("runs what this machine runs, unless it is told otherwise", async () => {
    const { value: own } = await deploy(() => createPlatform({ cluster: { kind: "local", context: "a" } }));
    expect(own.nodePlatform).toBe(process.arch === "arm64" ? "linux/arm64" : "linux/amd64");

    const cluster = { kind: "local", context: "a", nodePlatform: "linux/arm64" } as const;
    expect((await deploy(() => createPlatform({ cluster }))).value.nodePlatform).toBe("linux/arm64");
  });
});
