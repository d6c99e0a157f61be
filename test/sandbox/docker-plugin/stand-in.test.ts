import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { announcement } from "../../../sandbox/docker-plugin/contract";
import { isProperties, plain } from "../../../sandbox/docker-plugin/values";
import { fakeDigest, fakeImageId } from "./support/fake-docker";
import { urnOf } from "./support/plugin";
import { Bench, image, imageName } from "./support/stand-in";
import { textWith } from "./support/matchers";

// Every test may start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

// What only the stand-in can be asked: how it drives the docker client.
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.make();
});
afterAll(() => bench.remove());

describe("create", () => {
  it("builds, pushes and gives the contract's outputs", async () => {
    const plugin = await bench.pluginWhere();
    const { id, properties } = await plugin.create(image({ registry: { server: "registry.example.com" } }));
    const { __inputs, ...outputs } = properties;
    expect(id).toBe(imageName);
    expect(outputs).toEqual({
      baseImageName: imageName,
      imageName,
      context: "app",
      dockerfile: "Dockerfile",
      registryServer: "registry.example.com",
      repoDigest: `registry.example.com/team/app@${fakeDigest}`,
    });
    expect((await bench.docker.calls()).map(({ args }) => args[0])).toEqual(["build", "push"]);
    expect(__inputs).toBeDefined();
  });

  it("keeps its inputs in state as a secret", async () => {
    const plugin = await bench.pluginWhere();
    const { properties } = await plugin.create(image());
    expect(plain(properties)["__inputs"]).toEqual(image());
    expect(isProperties(properties["__inputs"]) && Object.keys(properties["__inputs"])).toContain("value");
  });

  it("names a Dockerfile outside of the context by its way from there", async () => {
    const plugin = await bench.pluginWhere();
    const { properties } = await plugin.create(image({ build: { context: "app", dockerfile: "Outer.Dockerfile" } }));
    expect(properties["dockerfile"]).toBe("../Outer.Dockerfile");
  });

  it("does not push when told so, and gives the image's own id", async () => {
    const plugin = await bench.pluginWhere();
    const { properties } = await plugin.create(image({ skipPush: true }));
    expect(properties["repoDigest"]).toBe(fakeImageId);
    expect(await bench.docker.calls("push")).toEqual([]);
  });

  it("builds in a preview that asks for it, but does not push", async () => {
    const plugin = await bench.pluginWhere();
    const { id, properties } = await plugin.create(image({ buildOnPreview: true }), { preview: true });
    expect({ id, digest: properties["repoDigest"] }).toEqual({ id: imageName, digest: fakeImageId });
    expect((await bench.docker.calls()).map(({ args }) => args[0])).toEqual(["build"]);
  });

  it("asks the engine for the digest when the push does not tell", async () => {
    const noted = `other.example.com/app@${fakeImageId}\nregistry.example.com/team/app@${fakeDigest}\n`;
    const plugin = await bench.pluginWhere({ push: { output: "done\n" }, image: { output: noted } });
    const { properties } = await plugin.create(image());
    expect(properties["repoDigest"]).toBe(`registry.example.com/team/app@${fakeDigest}`);
  });

  it("pulls the images that it takes layers from, and goes on without them", async () => {
    const plugin = await bench.pluginWhere({ pull: { output: "manifest unknown\n", code: 1 } });
    const cache = "registry.example.com/team/app:cache";
    await plugin.create(
      image({ build: { context: "app", dockerfile: "app/Dockerfile", cacheFrom: { images: [cache] } } }),
    );
    expect((await bench.docker.calls("pull"))[0]?.args).toEqual(["pull", cache]);
    expect((await bench.docker.calls("build"))[0]?.args).toContain(`--cache-from=${cache}`);
    expect(plugin.logs).toContainEqual(
      expect.objectContaining({ severity: "info", message: textWith("manifest unknown") }),
    );
  });

  it("shows the build's progress on the resource", async () => {
    const plugin = await bench.pluginWhere();
    await plugin.create(image());
    expect(plugin.logs).toContainEqual({
      severity: "info",
      message: "#1 [1/1] FROM scratch",
      urn: urnOf("app"),
      ephemeral: true,
    });
  });

  it("uses the sandbox's network for builds", async () => {
    const plugin = await bench.start({ BERTH_BUILD_NETWORK: "host" });
    await plugin.create(image());
    expect((await bench.docker.calls("build"))[0]?.args).toContain("--network=host");
  });
});

describe("update", () => {
  it("builds and pushes again", async () => {
    const plugin = await bench.pluginWhere();
    expect(await plugin.update({}, image())).toMatchObject({
      repoDigest: `registry.example.com/team/app@${fakeDigest}`,
    });
    expect((await bench.docker.calls()).map(({ args }) => args[0])).toEqual(["build", "push"]);
  });
});

describe("plugin", () => {
  it("announces itself once it is configured, and supports previews", async () => {
    const plugin = await bench.start();
    const response = await plugin.configure();
    expect(response.getSupportspreview()).toBe(true);
    expect(plugin.logs).toEqual([{ severity: "info", message: announcement, urn: "", ephemeral: false }]);
  });

  it("drives the engine that the provider's settings name", async () => {
    const plugin = await bench.start();
    await plugin.configure({ host: "tcp://engine:2376", certPath: "/certs" });
    await plugin.create(image());
    const env = (await bench.docker.calls("build"))[0]?.env;
    expect(["DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"].map((key) => env?.get(key))).toEqual([
      "tcp://engine:2376",
      "/certs",
      "1",
    ]);
  });

  it("refuses settings that it cannot honour", async () => {
    const plugin = await bench.pluginWhere();
    await expect(plugin.configure({ keyMaterial: "-----BEGIN" })).rejects.toThrow(
      /keyMaterial: .*official docker plugin/,
    );
  });

  it("sends everything but images to the official plugin", async () => {
    const plugin = await bench.pluginWhere();
    const urn = urnOf("box", "docker:index/container:Container");
    const message =
      /Cannot manage docker:index\/container:Container "box":\n {2}type: .*official docker plugin v5\.2\.0/;
    await expect(plugin.check({}, urn)).rejects.toThrow(message);
    await expect(plugin.diff({}, {}, {}, urn)).rejects.toThrow(message);
    await expect(plugin.create({}, { urn })).rejects.toThrow(message);
    await expect(plugin.update({}, {}, { urn })).rejects.toThrow(message);
    await expect(plugin.delete("id", {}, urn)).rejects.toThrow(message);
    await expect(plugin.invoke("docker:index/getNetwork:getNetwork")).rejects.toThrow("official docker plugin");
  });
});
