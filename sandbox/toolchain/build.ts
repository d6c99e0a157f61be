import { execa } from "execa";
import { existsSync } from "node:fs";
import { appendFile, copyFile, link, mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { basename, join } from "node:path";
import { lastLines, UserError } from "../run";
import { stamps } from "./catalog";
import type { Report } from "./progress";
import { keep, type Store } from "./store";
import { type GoModule, goModules, type Placed, type Tool } from "./tool";
import { makeWorkspace, moduleFolders } from "./workspace";

type OnBuilt = (tool: Tool, placed: Placed) => Promise<void>;

/** Processor seconds that one package costs on average: all 3750 of them took 820. */
const SECONDS_PER_PACKAGE = 0.22;

export function expectedSeconds(tools: readonly Tool[]): number {
  return (packagesOf(tools) * SECONDS_PER_PACKAGE) / Math.min(availableParallelism(), 8);
}

function packagesOf([first, ...others]: readonly Tool[]): number {
  return (first?.source.compiles[0] ?? 0) + others.reduce((sum, { source }) => sum + source.compiles[1], 0);
}

/**
 * Builds tools from their Go modules, in the order given, and hands each over as soon as it is linked.
 * What is compiled lies in a Go build cache of its own, so that a run that was interrupted continues where it was.
 */
export async function build(
  store: Store,
  tools: readonly Tool[],
  env: NodeJS.ProcessEnv,
  report: Report,
  onBuilt: OnBuilt,
): Promise<void> {
  const room = join(store.cacheDir, "build");
  const [src, out, tmp] = [join(room, "src"), join(room, "out"), join(room, "tmp")];
  for (const folder of [out, tmp]) await rm(folder, { recursive: true, force: true });
  for (const folder of [out, tmp]) await mkdir(folder, { recursive: true });
  const goEnv = { ...env, ...settings(room) };
  await requireGo(tools, goEnv);

  report(undefined, "downloading modules");
  await makeWorkspace(store.toolsDir, src, [...new Set(tools.flatMap(({ source }) => source.pruned ?? []))], goEnv);

  const compiled = await Compiled.read(join(room, "compiled"), packagesOf(tools));
  const waiting = new Set(tools);
  const handOver = async () => {
    for (const tool of waiting) {
      if (!tool.source.packages.every(({ path }) => existsSync(join(out, basename(path))))) continue;
      waiting.delete(tool);
      await onBuilt(tool, await keep(store, tool, "source", (folder) => collect(tool, { src, out, folder }, goEnv)));
    }
  };
  for (const module of goModules) {
    const packages = tools
      .flatMap(({ source }) => source.packages.filter((one) => one.module === module))
      .map(({ path }) => path);
    if (packages.length === 0) continue;
    await compile(module, join(src, module), [...new Set(packages)], out, goEnv, async (name) => {
      await compiled.add(name);
      report(compiled.fraction, name);
      await handOver();
    });
    await handOver();
  }
}

/** Drops everything that only building needs, which is several times what the tools take. */
export async function dropBuild({ cacheDir }: Store): Promise<void> {
  await rm(join(cacheDir, "build"), { recursive: true, force: true });
}

function settings(room: string): Record<string, string> {
  return {
    GOCACHE: join(room, "cache"),
    // On the same file system as the programs, so that a program appears at once and whole.
    GOTMPDIR: join(room, "tmp"),
    GOFLAGS: "-buildvcs=false",
    GOWORK: "off",
    CGO_ENABLED: "0",
    GOOS: "",
    GOARCH: "",
    // The compiler is many short processes: collecting garbage less often saves a sixth of the time for some memory.
    GOGC: totalmem() > 6 * 2 ** 30 ? "400" : "100",
  };
}

async function requireGo(tools: readonly Tool[], env: NodeJS.ProcessEnv): Promise<void> {
  const { code } = await execa("go", ["version"], { env, reject: false });
  if (code !== "ENOENT") return;
  const names = tools.map(({ name }) => name).join(", ");
  throw new UserError(`Cannot build ${names}:\n  go: must be on PATH, version 1.26 or newer (https://go.dev/dl)`);
}

/** Neither symbols nor debug information, no paths of this machine, no profile-guided second compilation of the libraries. */
function flags(module: GoModule, out: string): string[] {
  const values = Object.entries(stamps[module]).map(([name, value]) => `-X ${name}=${value}`);
  return [
    "-v",
    "-trimpath",
    "-pgo=off",
    "-gcflags=all=-dwarf=false",
    `-ldflags=-s -w ${values.join(" ")}`,
    "-o",
    `${out}/`,
  ];
}

async function compile(
  module: GoModule,
  cwd: string,
  packages: readonly string[],
  out: string,
  env: NodeJS.ProcessEnv,
  onPackage: (name: string) => Promise<void>,
): Promise<void> {
  const go = execa("go", ["build", ...flags(module, out), ...packages], {
    cwd,
    env,
    stdout: "ignore",
    buffer: false,
    reject: false,
  });
  const said: string[] = [];
  for await (const line of go.iterable({ from: "stderr" })) {
    // -v prints the import path of each package that it compiles; everything else is somebody's complaint.
    if (/^[\w.~/+-]+$/.test(line)) await onPackage(line);
    else if (!line.startsWith("go: downloading ")) said.push(line);
  }
  const { exitCode } = await go;
  if (exitCode !== 0)
    throw new UserError(`Cannot build the tools:\n  ${lastLines(said.join("\n"), 20).replaceAll("\n", "\n  ")}`);
}

/** Gathers what belongs to a tool: its programs (which may be one program under several names) and what lies beside them. */
async function collect(
  { programs, source }: Tool,
  { src, out, folder }: Record<"src" | "out" | "folder", string>,
  env: NodeJS.ProcessEnv,
) {
  const { copies } = source;
  if (copies !== undefined) {
    const folders = await moduleFolders(join(src, copies.pinnedIn), [copies.module], env);
    for (const file of copies.files)
      await copyFile(join(folders.get(copies.module) ?? "", copies.folder, file), join(folder, file));
  }
  const built = source.packages.map(({ path }) => basename(path));
  for (const program of programs) {
    if (copies?.files.includes(program)) continue;
    await link(join(out, built.includes(program) ? program : (built[0] ?? "")), join(folder, program));
  }
}

/** Counts packages across interrupted runs: what is in the build cache is not compiled, and not printed, again. */
class Compiled {
  private constructor(
    private readonly file: string,
    private readonly expected: number,
    private readonly names: Set<string>,
  ) {}

  static async read(file: string, expected: number): Promise<Compiled> {
    const text = await readFile(file, "utf8").catch(() => "");
    return new Compiled(file, expected, new Set(text.split("\n").filter(Boolean)));
  }

  get fraction(): number {
    return Math.min(this.names.size / this.expected, 0.99);
  }

  async add(name: string): Promise<void> {
    this.names.add(name);
    await appendFile(this.file, `${name}\n`);
  }
}
