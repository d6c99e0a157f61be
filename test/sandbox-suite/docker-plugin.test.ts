import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baseImage, EngineBench, type Sources } from "../sandbox/docker-plugin/support/engine";
import type { Plugin } from "../sandbox/docker-plugin/support/plugin";
import { textLike } from "../sandbox/docker-plugin/support/matchers";

// The contract against a real engine and a real registry. BERTH_DOCKER_PLUGIN puts another plugin to the same test.

let bench: EngineBench;
let plugin: Plugin;
beforeAll(async () => {
  bench = await EngineBench.make();
  plugin = await bench.start();
  await plugin.configure();
});
afterAll(() => bench.remove());

describe("Image", () => {
  it("is pushed, and its digest is the one that the registry serves", async () => {
    const { id, properties } = await plugin.create(
      await bench.imageOf(plugin, "pushed", { Dockerfile: "FROM scratch\nCOPY a /\n", a: "one" }),
    );
    expect(id).toBe(`${bench.registry}/berth-test/pushed:v1`);
    expect(properties).toMatchObject({
      baseImageName: id,
      imageName: id,
      context: "pushed",
      dockerfile: "Dockerfile",
      registryServer: "",
      platform: textLike(/^linux\//),
      repoDigest: `${bench.registry}/berth-test/pushed@${String(await bench.servedDigest("pushed"))}`,
    });
  });

  it("keeps its digest when built again, and gets another for another file", async () => {
    const files = { Dockerfile: "FROM scratch\nCOPY a /\n", a: "one" };
    const inputs = await bench.imageOf(plugin, "changed", files);
    const { properties } = await plugin.create(inputs);
    expect(await plugin.diff(properties, inputs, await bench.imageOf(plugin, "changed", files))).toMatchObject({
      changed: false,
    });
    expect(await plugin.update(properties, inputs)).toMatchObject({ repoDigest: properties["repoDigest"] });

    const news = await bench.imageOf(plugin, "changed", { ...files, a: "two" });
    expect(await plugin.diff(properties, inputs, news)).toMatchObject({ changed: true, detailed: { build: "update" } });
    expect((await plugin.update(properties, news))["repoDigest"]).not.toBe(properties["repoDigest"]);
  });

  it("stays in the engine when it is not to be pushed", async () => {
    const inputs = await bench.imageOf(
      plugin,
      "local",
      { Dockerfile: "FROM scratch\nLABEL a=b\n" },
      { skipPush: true },
    );
    const { properties } = await plugin.create(inputs);
    expect(properties["repoDigest"]).toBe(await bench.inspect("local", "{{.Id}}"));
    expect(await bench.servedDigest("local")).toBeUndefined();
  });

  it("is built, but not pushed, in a preview that asks for it", async () => {
    const inputs = await bench.imageOf(
      plugin,
      "preview",
      { Dockerfile: "FROM scratch\nLABEL a=b\n" },
      { buildOnPreview: true },
    );
    const { properties } = await plugin.create(inputs, { preview: true });
    expect(properties["repoDigest"]).toBe(await bench.inspect("preview", "{{.Id}}"));
    expect(await bench.servedDigest("preview")).toBeUndefined();
  });

  it("is built with the arguments, the target and the platform that it is given", async () => {
    const Dockerfile = "FROM scratch AS one\nARG A\nLABEL a=$A\nFROM scratch\nLABEL a=last\n";
    await plugin.create(
      await bench.imageOf(
        plugin,
        "options",
        { Dockerfile },
        {},
        { args: { A: "1" }, target: "one", platform: "linux/arm64" },
      ),
    );
    expect(await bench.inspect("options", '{{index .Config.Labels "a"}} {{.Os}}/{{.Architecture}}')).toBe(
      "1 linux/arm64",
    );
  });

  it("is built from a Dockerfile outside of its context", async () => {
    const dockerfile = await bench.program.write("Outer.Dockerfile", "FROM scratch\nCOPY a /\n");
    const { properties } = await plugin.create(await bench.imageOf(plugin, "inner", { a: "one" }, {}, { dockerfile }));
    expect(properties["dockerfile"]).toBe("../Outer.Dockerfile");
  });

  it("takes layers from images that may not be there", async () => {
    const cacheFrom = { images: [`${bench.registry}/berth-test/none:v1`] };
    const inputs = await bench.imageOf(
      plugin,
      "cached",
      { Dockerfile: "FROM scratch\nLABEL a=b\n" },
      {},
      { cacheFrom },
    );
    expect((await plugin.create(inputs)).properties["repoDigest"]).toContain(
      String(await bench.servedDigest("cached")),
    );
  });

  it("can run its steps, and shows them while they run", async () => {
    await plugin.create(
      await bench.imageOf(plugin, "steps", { Dockerfile: `FROM ${baseImage}\nRUN echo one; sleep 1; echo two\n` }),
    );
    const shown = plugin.logs.filter(({ ephemeral }) => ephemeral).map(({ message }) => message);
    expect(shown.join("\n")).toMatch(/one[^]*two/);
  });
});

describe("the context's digest", () => {
  const files = [
    "a",
    "b.log",
    "src/a.go",
    "src/deep/b.log",
    "node_modules/x/i.js",
    "node_modules/keep/i.js",
    "foo.d/a",
    "fooXd/a",
  ];
  for (const ignore of [
    "*.log",
    "**/*.log\n# a",
    "node_modules\n!node_modules/keep",
    "*\n!src\nsrc/deep",
    "/src/",
    "foo.d",
    "[a-b]*",
  ]) {
    it(`counts just what a build sees beside ${JSON.stringify(ignore)}`, async () => {
      const name = `ignore-${Buffer.from(ignore).toString("hex")}`;
      const sources = { Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": ignore };
      const digest = async (more: Sources) => (await bench.imageOf(plugin, name, { ...sources, ...more })).build;
      const all = Object.fromEntries(files.map((file) => [file, "one"]));
      const before = await digest(all);
      const seen = bench.program.join(`${name}-seen`);
      await execa("docker", ["build", "--quiet", `--output=${seen}`, bench.program.join(name)], {
        env: { DOCKER_BUILDKIT: "1" },
      });
      const { stdout } = await execa("find", [".", "-type", "f", "-printf", "%P\\n"], { cwd: seen });
      const built = new Set(stdout.split("\n"));

      for (const file of files) {
        const changed = JSON.stringify(await digest({ ...all, [file]: "two" })) !== JSON.stringify(before);
        expect({ file, changed }).toEqual({ file, changed: built.has(file) });
      }
    });
  }
});
