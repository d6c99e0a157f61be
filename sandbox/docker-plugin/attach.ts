import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run";
import { pluginName, pluginVersion } from "./contract";
import { type DockerPluginPlaces, installDockerPlugin } from "./install";

const download = `https://get.pulumi.com/releases/plugins/pulumi-resource-${pluginName}-v${pluginVersion}-linux-${process.arch === "arm64" ? "arm64" : "amd64"}.tar.gz`;
/** How long the official download may take to say that it is there (milliseconds). */
const PATIENCE = 3000;

const notice = `docker: using the sandbox's stand-in for the official docker plugin v${pluginVersion}, which cannot be downloaded here`;

/**
 * Sees to it that the engine finds a docker plugin: the official one where it is installed or can be downloaded, the
 * stand-in otherwise. Gives the lines that a run has to say about that.
 */
export async function attachDockerPlugin(
  places: DockerPluginPlaces & { readonly env: Readonly<Record<string, string>> },
): Promise<string[]> {
  const folder = join(places.pulumiHome, "plugins", `resource-${pluginName}-v${pluginVersion}`);
  const present = await whatIsIn(join(folder, `pulumi-resource-${pluginName}`));
  if (present === "official") return [];
  // The question is asked once: an answer of "no" stands until the folder is removed.
  if (present === "nothing" && (await canDownload())) {
    await rm(folder, { recursive: true, force: true });
    await run("pulumi", ["plugin", "install", "resource", pluginName, pluginVersion], { env: places.env });
    return [];
  }
  await installDockerPlugin(places);
  return [notice];
}

/** The stand-in is a few lines of shell that start a program in Node; the official plugin is a large binary. */
async function whatIsIn(launcher: string): Promise<"nothing" | "stand-in" | "official"> {
  const found = await stat(launcher).catch(() => undefined);
  if (found === undefined) return "nothing";
  return found.size < 10_000 && (await readFile(launcher, "utf8")).includes("exec node") ? "stand-in" : "official";
}

async function canDownload(): Promise<boolean> {
  const answer = await fetch(download, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE) }).catch(
    () => undefined,
  );
  return answer?.ok === true;
}
