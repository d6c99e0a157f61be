import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { secret, unknownValue, type Properties } from "../../../sandbox/docker-plugin/values";
import { pluginExecutable } from "./support/executable";
import { Folder } from "./support/files";
import { Plugin } from "./support/plugin";

// Every test may start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

// The rest of what any plugin with this contract does without an engine: what it makes of checked inputs.
const imageName = "registry.example.com/team/app:v1";
let program: Folder;
let plugin: Plugin;

beforeAll(async () => {
  program = await Folder.make({ Dockerfile: "FROM scratch\n" });
  plugin = await Plugin.start(await pluginExecutable(program), program.path);
});
afterAll(async () => {
  await plugin.stop();
  await program.remove();
});

describe("diff", () => {
  const inputs = {
    imageName,
    skipPush: false,
    registry: { server: "a", username: "u", password: "p" },
    build: { context: ".", contextDigest: "1" },
  };
  const difference = (news: Properties) => plugin.diff({ __inputs: secret(inputs) }, inputs, news);

  it("finds none when nothing changed", async () => {
    expect(await difference(inputs)).toMatchObject({ changed: false, detailed: {} });
  });

  it("finds none in new credentials", async () => {
    const registry = { ...inputs.registry, username: "v", password: "q" };
    expect(await difference({ ...inputs, registry })).toMatchObject({ changed: false, detailed: {} });
  });

  const updates: readonly { what: string; news: Properties; detailed: Record<string, string> }[] = [
    { what: "a changed file", news: { build: { context: ".", contextDigest: "2" } }, detailed: { build: "update" } },
    {
      what: "a new build argument",
      news: { build: { ...inputs.build, args: { A: "1" } } },
      detailed: { build: "update" },
    },
    {
      what: "another name",
      news: { imageName: "registry.example.com/team/app:v2" },
      detailed: { imageName: "update" },
    },
    {
      what: "another registry",
      news: { registry: { ...inputs.registry, server: "b" } },
      detailed: { registry: "update" },
    },
    { what: "a name that is not known yet", news: { imageName: unknownValue }, detailed: { imageName: "update" } },
    { what: "a field that is new", news: { buildOnPreview: true }, detailed: { buildOnPreview: "add" } },
  ];
  for (const { what, news, detailed } of updates) {
    it(`updates, and never replaces, for ${what}`, async () => {
      expect(await difference({ ...inputs, ...news })).toEqual({ changed: true, replaces: [], detailed });
    });
  }

  it("updates for a field that is gone", async () => {
    const { registry, ...rest } = inputs;
    expect(registry).toBeDefined();
    expect(await difference(rest)).toEqual({ changed: true, replaces: [], detailed: { registry: "delete" } });
  });
});

describe("create and update in a preview", () => {
  it("build nothing and give the inputs back", async () => {
    const inputs = await plugin.check({ imageName });
    expect(await plugin.create(inputs, { preview: true })).toEqual({ id: "", properties: inputs });
    expect(await plugin.update({}, inputs, { preview: true })).toEqual(inputs);
  });

  it("build nothing when asked to, but inputs are unknown, and say so", async () => {
    plugin.logs.length = 0;
    const inputs = await plugin.check({ imageName, buildOnPreview: true, build: { args: { A: unknownValue } } });
    expect(await plugin.create(inputs, { preview: true })).toEqual({ id: "", properties: inputs });
    expect(plugin.logs).toContainEqual(expect.objectContaining({ severity: "warning" }));
  });
});

describe("read and delete", () => {
  it("take the state's word for it", async () => {
    const [properties, inputs] = [{ repoDigest: "a@sha256:1" }, { imageName }];
    expect(await plugin.read("id", properties, inputs)).toEqual({ id: "id", properties, inputs });
  });

  it("leave the image in place", async () => {
    await expect(plugin.delete("id", {})).resolves.toBeUndefined();
  });
});

describe("plugin", () => {
  it("reports the version that the SDK asks for", async () => {
    expect(await plugin.version()).toBe("5.2.0");
  });
});
