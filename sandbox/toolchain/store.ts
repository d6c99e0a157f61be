import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sourceDigest, toolchainKey } from "./fingerprint";
import { type Placed, type Tool, type ToolName, toolNames } from "./tool";

/**
 * The layout below the cache folder:
 *   tools/<name>/<version>-<release or digest>/   one version of a tool, whole or absent
 *   toolchains/<key>/bin/ and stamp.json          links to the tools that one state of the sources uses
 *   pulumi/plugins/                               PULUMI_HOME of every stack run in the sandbox
 *   build/                                        gone when nothing is left to build
 */
export interface Store {
  readonly cacheDir: string;
  readonly toolsDir: string;
  readonly tools: readonly Tool[];
  /** What each tool is built from; read once, so that an edit during a build cannot be mistaken for what was built. */
  readonly digests: ReadonlyMap<ToolName, string>;
  readonly bin: string;
  readonly pulumiHome: string;
  readonly stamp: string;
}

export function newStore(cacheDir: string, toolsDir: string, tools: readonly Tool[]): Store {
  const digests = new Map(tools.map((tool) => [tool.name, sourceDigest(toolsDir, tool)]));
  const chain = join(cacheDir, "toolchains", toolchainKey(tools, digests));
  return {
    cacheDir,
    toolsDir,
    tools,
    digests,
    bin: join(chain, "bin"),
    pulumiHome: join(cacheDir, "pulumi"),
    stamp: join(chain, "stamp.json"),
  };
}

/** Where a caller finds the tool: its first program. */
export function pathOf(store: Store, tool: Tool): string {
  return join(linksOf(store, tool), tool.programs[0]);
}

function linksOf({ bin, pulumiHome }: Store, { plugin }: Tool): string {
  return plugin === undefined ? bin : join(pulumiHome, "plugins", plugin);
}

function folderOf({ cacheDir, digests }: Store, { name, version }: Tool, kind: "release" | "source"): string {
  return join(cacheDir, "tools", name, `${version}-${kind === "release" ? kind : (digests.get(name) ?? "")}`);
}

/** What an earlier run has downloaded or built. */
export function stored(store: Store, tool: Tool): Placed {
  const folder = [folderOf(store, tool, "release"), folderOf(store, tool, "source")].find(existsSync);
  return folder === undefined ? undefined : placedIn(folder, tool);
}

function placedIn(folder: string, { programs }: Tool): Placed {
  return Object.fromEntries(programs.map((program) => [program, join(folder, program)]));
}

/** Lets `fill` write a tool's files into a folder that takes its place only when it is complete. */
export async function keep(
  store: Store,
  tool: Tool,
  kind: "release" | "source",
  fill: (folder: string) => Promise<void>,
): Promise<Placed> {
  const folder = folderOf(store, tool, kind);
  const draft = join(store.cacheDir, "tools", tool.name, `.draft-${process.pid}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await fill(draft);
  for (const program of tool.programs) await chmod(join(draft, program), 0o755);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return placedIn(folder, tool);
}

/** Makes a tool's programs callable by their names. */
export async function link(store: Store, tool: Tool, placed: Placed): Promise<void> {
  const folder = linksOf(store, tool);
  await mkdir(folder, { recursive: true });
  for (const [program, path] of Object.entries(placed ?? {})) {
    const draft = join(store.cacheDir, `.link-${program}`);
    await rm(draft, { force: true });
    await symlink(path, draft);
    await rename(draft, join(folder, program));
  }
}

/** Says which tools are there, and which are to be pulled as images; undefined when something is missing or has changed. */
export function readStamp(store: Store): ReadonlySet<ToolName> | undefined {
  try {
    const { here, seen } = stampSchema.parse(JSON.parse(readFileSync(store.stamp, "utf8")));
    return Object.entries(seen).every(([path, time]) => statSync(path).mtimeMs === time) ? new Set(here) : undefined;
  } catch {
    return undefined;
  }
}

const stampSchema = z.strictObject({
  here: z.array(z.enum(toolNames)),
  /** When each program was last changed: an upgrade of one that was found on PATH has to be noticed. */
  seen: z.record(z.string(), z.number()),
});

export async function writeStamp(store: Store, here: ReadonlySet<ToolName>): Promise<void> {
  const paths = store.tools
    .filter(({ name }) => here.has(name))
    .flatMap((tool) => tool.programs.map((program) => join(linksOf(store, tool), program)));
  const seen = Object.fromEntries(paths.map((path) => [path, statSync(path).mtimeMs]));
  const draft = `${store.stamp}.${process.pid}`;
  await mkdir(store.bin, { recursive: true });
  await writeFile(draft, JSON.stringify({ here: [...here], seen } satisfies z.input<typeof stampSchema>));
  await rename(draft, store.stamp);
}

/** Removes what runs that were killed have left half done. */
export async function sweep({ cacheDir, tools }: Store): Promise<void> {
  for (const { name } of tools) {
    const folder = join(cacheDir, "tools", name);
    const drafts = (await readdir(folder).catch(() => [])).filter((entry) => entry.startsWith(".draft-"));
    for (const draft of drafts) await rm(join(folder, draft), { recursive: true, force: true });
  }
}
