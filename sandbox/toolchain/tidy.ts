import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../run";
import { catalog } from "./catalog";
import { goModules } from "./tool";
import { toolsDir } from "./versions";
import { makeWorkspace } from "./workspace";

/**
 * `go mod tidy` for sandbox/tools as it is built, that is without the modules that only the left-out parts need.
 * go.sum keeps the lines of the modules that are built from a copy: the download of the original is checked against them.
 */
export async function tidy(): Promise<void> {
  const src = await mkdtemp(join(tmpdir(), "berth-tidy-"));
  const pruned = [...new Set(catalog.flatMap(({ source }) => source.pruned ?? []))];
  try {
    const folders = await makeWorkspace(toolsDir, src, pruned, process.env);
    const versions = [...folders].map(([module, folder]) => `${module} ${folder.split("@").at(-1) ?? ""}`);
    const originals = (await readFile(join(src, "go.sum"), "utf8")).split("\n").filter((line) =>
      versions.includes(
        line
          .split(" ")
          .slice(0, 2)
          .join(" ")
          .replace(/\/go\.mod$/, ""),
      ),
    );
    const before = await replaced(toolsDir);
    for (const module of goModules)
      await run("go", ["mod", "tidy"], { cwd: join(src, module), env: { GOWORK: "off" } });
    const restore = pruned.map((module) => before.get(module) ?? `-dropreplace=${module}`);
    await run("go", ["mod", "edit", ...restore], { cwd: src });
    const sums = new Set([...(await readFile(join(src, "go.sum"), "utf8")).trim().split("\n"), ...originals]);
    await writeFile(join(src, "go.sum"), `${[...sums].sort().join("\n")}\n`);
    for (const module of goModules)
      for (const file of ["go.mod", "go.sum"]) await copyFile(join(src, module, file), join(toolsDir, module, file));
    // Our own programs also build as they stand, for editors and `go vet`.
    await run("go", ["list", "-mod=mod", "-deps", "./cmd/..."], { cwd: toolsDir });
  } finally {
    await rm(src, { recursive: true });
  }
}

const goModSchema = z.object({
  Replace: z.array(
    z.object({ Old: z.object({ Path: z.string() }), New: z.object({ Path: z.string(), Version: z.string() }) }),
  ),
});

/** The replacements that go.mod itself has, as arguments that set them again. */
async function replaced(folder: string): Promise<ReadonlyMap<string, string>> {
  const goMod: unknown = JSON.parse(await run("go", ["mod", "edit", "-json"], { cwd: folder }));
  return new Map(
    goModSchema
      .parse(goMod)
      .Replace.map(({ Old, New }) => [Old.Path, `-replace=${Old.Path}=${New.Path}@${New.Version}`]),
  );
}
