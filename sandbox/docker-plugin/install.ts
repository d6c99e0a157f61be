import { build } from "esbuild";
import { createHash } from "node:crypto";
import { access, chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectDir } from "../paths";
import { pluginName, pluginVersion } from "./contract";

export interface DockerPluginPlaces {
  /** The folder that the Pulumi CLI calls `PULUMI_HOME`. */
  readonly pulumiHome: string;
  /** Where bundles are kept, one for each state of the sources. */
  readonly cacheDir: string;
}

/**
 * Puts the stand-in where the engine looks for the official plugin, and gives the path of its executable.
 * @see https://www.pulumi.com/docs/iac/concepts/plugins/
 */
export async function installDockerPlugin({ pulumiHome, cacheDir }: DockerPluginPlaces): Promise<string> {
  const bundle = await bundlePlugin(join(cacheDir, "docker-plugin"));
  const folder = join(pulumiHome, "plugins", `resource-${pluginName}-v${pluginVersion}`);
  await mkdir(folder, { recursive: true });
  const launcher = join(folder, `pulumi-resource-${pluginName}`);
  await replaceFile(launcher, `#!/bin/sh\nexec node '${bundle.replaceAll("'", `'\\''`)}' "$@"\n`, 0o755);
  return launcher;
}

async function bundlePlugin(folder: string): Promise<string> {
  const bundle = join(folder, `${await sourcesDigest()}.cjs`);
  if (await exists(bundle)) return bundle;
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "main.ts")],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  await mkdir(folder, { recursive: true });
  await replaceFile(bundle, outputFiles[0]?.contents ?? "", 0o644);
  return bundle;
}

/** Our sources and the lock file say everything that can change the bundle. */
async function sourcesDigest(): Promise<string> {
  const sources = (await readdir(__dirname)).filter((name) => name.endsWith(".ts")).sort();
  const digest = createHash("sha256");
  for (const path of [...sources.map((name) => join(__dirname, name)), join(projectDir, "package-lock.json")]) {
    digest.update(await readFile(path)).update("\0");
  }
  return digest.digest("hex").slice(0, 16);
}

/** Whole or not at all: an engine may be starting the plugin at this moment. */
async function replaceFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content);
  await chmod(draft, mode);
  await rename(draft, path);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
