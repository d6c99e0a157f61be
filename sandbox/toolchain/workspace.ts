import { copyFile, cp, mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { run } from "../run";

const downloadsSchema = z.array(z.object({ Path: z.string(), Dir: z.string() }));

/** Where third-party modules lie that are built with parts left out, below the workspace. */
const MODULES = "modules";

/**
 * Copies our Go modules into a folder of their own, and beside them each module in `pruned`, with the files below `_pruned`
 * in place of its own. Go can overlay files too, but not those in its module cache. Gives the folders of the originals.
 */
export async function makeWorkspace(
  toolsDir: string,
  src: string,
  pruned: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string>> {
  await rm(src, { recursive: true, force: true });
  await cp(toolsDir, src, { recursive: true, filter: (path) => basename(path) !== "_pruned" });
  const folders = await moduleFolders(src, pruned, env);
  for (const module of pruned) {
    const copy = join(src, MODULES, module);
    await copyModule(folders.get(module) ?? "", copy);
    await substitute(join(toolsDir, "_pruned", module), copy);
  }
  if (pruned.length === 0) return folders;
  const replaces = pruned.map((module) => `-replace=${module}=./${MODULES}/${module}`);
  await run("go", ["mod", "edit", ...replaces], { cwd: src, env });
  return folders;
}

/** Downloads modules, which Go checks against go.sum, and says where they are. */
export async function moduleFolders(
  cwd: string,
  modules: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string>> {
  if (modules.length === 0) return new Map();
  const objects = await run("go", ["mod", "download", "-json", ...modules], { cwd, env });
  // Go prints one object after the other, each closed by a bracket at the beginning of a line.
  const list: unknown = JSON.parse(`[${objects.replace(/^}\s*\{/gm, "},{")}]`);
  return new Map(downloadsSchema.parse(list).map(({ Path, Dir }) => [Path, Dir]));
}

/** Folders of the module cache are read-only, those of the copy are not. Tests are not built, so they need no copy. */
async function copyModule(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === "testdata" || entry.name.endsWith("_test.go")) continue;
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    await (entry.isDirectory() ? copyModule(source, copy) : copyFile(source, copy));
  }
}

/** `package.go` stands for a whole package, any other file for the one of its name. */
async function substitute(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  if (entries.some(({ name }) => name === "package.go")) {
    for (const name of await readdir(to)) if (name.endsWith(".go")) await rm(join(to, name));
  }
  for (const entry of entries) {
    const [ours, theirs] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await substitute(ours, theirs);
      continue;
    }
    // The copy of a read-only file is read-only too.
    await rm(theirs, { force: true });
    await copyFile(ours, theirs);
  }
}
