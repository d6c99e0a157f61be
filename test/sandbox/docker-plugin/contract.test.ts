import { chmod } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { machinePlatform } from "../../../sandbox/docker-plugin/check";
import { isProperties, unknownValue, type Properties, type Value } from "../../../sandbox/docker-plugin/values";
import { pluginExecutable } from "./support/executable";
import { Folder } from "./support/files";
import { Plugin } from "./support/plugin";
import { textLike, textWith } from "./support/matchers";

// Every test may start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

// What any plugin with this contract does without an engine; the README's table has the same rows.
const imageName = "registry.example.com/team/app:v1";
let program: Folder;
let plugin: Plugin;

beforeAll(async () => {
  program = await Folder.make({ Dockerfile: "FROM scratch\n", "app/Dockerfile": "FROM scratch\n" });
  plugin = await Plugin.start(await pluginExecutable(program), program.path);
});
afterAll(async () => {
  await plugin.stop();
  await program.remove();
});

function buildOf(inputs: Properties): Properties {
  const build = inputs["build"];
  return isProperties(build) ? build : {};
}
const checkedBuild = async (build: Value): Promise<Properties> => buildOf(await plugin.check({ imageName, build }));

describe("check", () => {
  it("fills in the contract's defaults", async () => {
    const { build, ...inputs } = await plugin.check({ imageName });
    expect(inputs).toEqual({ imageName, buildOnPreview: false });
    expect(build).toMatchObject({ context: ".", dockerfile: "Dockerfile", platform: machinePlatform });
  });

  it("looks for the Dockerfile in the context", async () => {
    expect(await checkedBuild({ context: "./app" })).toMatchObject({ context: "./app", dockerfile: "app/Dockerfile" });
  });

  it("keeps what the program says", async () => {
    const build = {
      context: "app",
      dockerfile: "Dockerfile",
      platform: "linux/arm64",
      target: "final",
      args: { A: "1" },
    };
    expect(await checkedBuild(build)).toMatchObject(build);
  });

  it("says for which platform it builds when the program does not", async () => {
    plugin.logs.length = 0;
    await checkedBuild({ context: "app" });
    expect(plugin.logs).toContainEqual(
      expect.objectContaining({ severity: "info", message: textWith(machinePlatform) }),
    );
  });

  it("refuses a Dockerfile that does not exist", async () => {
    await expect(checkedBuild({ dockerfile: "Nowhere" })).rejects.toThrow("Nowhere");
  });

  it("says where the Dockerfile may be when it was named relative to the context", async () => {
    await program.write("inner/Special", "FROM scratch\n");
    await expect(checkedBuild({ context: "inner", dockerfile: "Special" })).rejects.toThrow("inner/Special");
  });

  it("refuses a context that does not exist", async () => {
    await expect(checkedBuild({ context: "nowhere", dockerfile: "Dockerfile" })).rejects.toThrow("nowhere");
  });

  it("refuses a name without its registry when it has to push", async () => {
    await expect(plugin.check({ imageName: "app:v1" })).rejects.toThrow("fully qualified");
  });

  it("takes any name that is not pushed", async () => {
    expect(await plugin.check({ imageName: "app:v1", skipPush: true })).toMatchObject({
      imageName: "app:v1",
      skipPush: true,
    });
  });

  it("takes a name without its registry when the registry is given", async () => {
    const registry = { server: "registry.example.com" };
    expect(await plugin.check({ imageName: "team/app:v1", registry })).toMatchObject({ registry });
  });

  it("refuses a name without its registry when it takes layers from a cache", async () => {
    const build = { cacheFrom: { images: ["registry.example.com/team/app:cache"] } };
    await expect(plugin.check({ imageName: "app:v1", skipPush: true, build })).rejects.toThrow("fully qualified");
  });

  for (const cacheFrom of [{}, { images: "registry.example.com/app:cache" }]) {
    it(`refuses ${JSON.stringify(cacheFrom)} to take layers from`, async () => {
      await expect(checkedBuild({ cacheFrom })).rejects.toThrow("images");
    });
  }

  it("refuses a builder that does not exist", async () => {
    await expect(checkedBuild({ builderVersion: "BuilderV9" })).rejects.toThrow();
  });
});

describe("check in a preview", () => {
  it("leaves an unknown name for the update to judge", async () => {
    expect(await plugin.check({ imageName: unknownValue })).toMatchObject({ imageName: unknownValue });
  });

  it("leaves an unknown build alone", async () => {
    expect(await plugin.check({ imageName, build: unknownValue })).toMatchObject({ build: unknownValue });
  });

  it("gives no digest for an unknown Dockerfile", async () => {
    const build = await checkedBuild({ context: "app", dockerfile: unknownValue });
    expect(build).toMatchObject({ dockerfile: unknownValue });
    expect(build).not.toHaveProperty("contextDigest");
  });

  it("keeps unknown arguments, options and credentials", async () => {
    const build = {
      args: { A: unknownValue },
      target: unknownValue,
      platform: unknownValue,
      cacheFrom: { images: unknownValue },
    };
    const inputs = await plugin.check({ imageName, build, registry: { server: unknownValue, password: unknownValue } });
    expect(inputs).toMatchObject({ build, registry: { server: unknownValue, password: unknownValue } });
  });
});

describe("the context's digest", () => {
  const digest = async (build: Properties): Promise<Value | undefined> => (await checkedBuild(build))["contextDigest"];
  const context = "digest";
  const write = (name: string, content: string) => program.write(`${context}/${name}`, content);

  it("is the same twice", async () => {
    await write("Dockerfile", "FROM scratch\n");
    expect(await digest({ context })).toEqual(textLike(/^[0-9a-f]{64}$/));
    expect(await digest({ context })).toBe(await digest({ context }));
  });

  const changes: readonly { what: string; change: () => Promise<unknown> }[] = [
    { what: "a file's content", change: () => write("src/main.go", "package main") },
    { what: "the Dockerfile", change: () => write("Dockerfile", "FROM scratch\nCOPY . /\n") },
    { what: "a file's executable bit", change: () => chmod(program.join(`${context}/src/main.go`), 0o755) },
    { what: "a link", change: () => program.link(`${context}/link`, "src/main.go") },
  ];
  for (const { what, change } of changes) {
    it(`changes with ${what}`, async () => {
      const before = await digest({ context });
      await change();
      expect(await digest({ context })).not.toBe(before);
    });
  }

  it("does not change with what .dockerignore leaves out", async () => {
    await write(".dockerignore", "*.log\n!keep.log\n");
    const before = await digest({ context });
    await write("debug.log", "x");
    expect(await digest({ context })).toBe(before);
    await write("keep.log", "x");
    expect(await digest({ context })).not.toBe(before);
  });
});
