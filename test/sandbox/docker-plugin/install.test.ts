import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { pluginName, pluginVersion } from "../../../sandbox/docker-plugin/contract";
import { installDockerPlugin } from "../../../sandbox/docker-plugin/install";
import { Folder } from "./support/files";
import { Plugin } from "./support/plugin";

// Every test may start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folders: Folder[] = [];
async function install() {
  const folder = await Folder.make();
  folders.push(folder);
  const places = { pulumiHome: folder.join("it's home"), cacheDir: folder.join("cache") };
  return { folder, places, launcher: await installDockerPlugin(places) };
}
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => folder.remove()));
});

describe("installDockerPlugin", () => {
  it("puts an executable where the engine looks for the official plugin", async () => {
    const { folder, launcher } = await install();
    expect(launcher).toBe(folder.join("it's home/plugins/resource-docker-v5.2.0/pulumi-resource-docker"));
    expect((await stat(launcher)).mode & 0o111).toBe(0o111);
  });

  it("starts within a second", async () => {
    const { folder, launcher } = await install();
    const times: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const start = performance.now();
      const plugin = await Plugin.start(launcher, folder.path);
      times.push(performance.now() - start);
      await plugin.stop();
    }
    expect(Math.min(...times)).toBeLessThan(1_000);
  });

  it("bundles once for one state of the sources", async () => {
    const { folder, places } = await install();
    const bundles = await readdir(folder.join("cache/docker-plugin"));
    const { mtimeMs } = await stat(folder.join(`cache/docker-plugin/${bundles[0] ?? ""}`));
    await installDockerPlugin(places);
    expect(await readdir(folder.join("cache/docker-plugin"))).toEqual(bundles);
    expect((await stat(folder.join(`cache/docker-plugin/${bundles[0] ?? ""}`))).mtimeMs).toBe(mtimeMs);
  });
});

describe("plugin version", () => {
  it("is the one that the SDK asks the engine for", async () => {
    const path = createRequire(__filename).resolve("@pulumi/docker/package.json");
    const { pulumi } = z
      .object({ pulumi: z.object({ name: z.string(), version: z.string() }) })
      .parse(JSON.parse(await readFile(path, "utf8")));
    expect(pulumi).toEqual({ name: pluginName, version: pluginVersion });
  });
});
