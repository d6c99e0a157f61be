import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tool, ToolName } from "./tool";

/** Flags are part of what a build is: change this when build.ts changes them. */
const RECIPE = "1";

/** Says in a few letters what a tool is built from, so that a build is found again by every clone with the same sources. */
export function sourceDigest(toolsDir: string, { source }: Tool): string {
  const folders = [
    ...source.packages.filter(({ path }) => path.startsWith("./")).map(({ path }) => path),
    ...(source.pruned ?? []).map((module) => join("_pruned", module)),
  ];
  const modules = new Set([".", ...source.packages.map(({ module }) => module)]);
  const files = [
    ...[...modules].flatMap((module) => [join(module, "go.mod"), join(module, "go.sum")]),
    ...folders.flatMap((folder) => filesBelow(toolsDir, folder)),
  ];
  const digest = createHash("sha256").update(`${RECIPE} ${process.arch}\0`);
  for (const file of files)
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(toolsDir, file)))
      .update("\0");
  return digest.digest("hex").slice(0, 12);
}

/** Names the toolchain as a whole. The installed Go is no part of it: a newer compiler is no reason to build for minutes. */
export function toolchainKey(tools: readonly Tool[], digests: ReadonlyMap<ToolName, string>): string {
  const digest = createHash("sha256");
  for (const { name, version } of tools) digest.update(`${name} ${version} ${digests.get(name) ?? ""}\n`);
  return digest.digest("hex").slice(0, 12);
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
