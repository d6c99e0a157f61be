import { mkdir } from "node:fs/promises";
import { withLock } from "../lock";
import { dropBuild } from "./build";
import { catalog } from "./catalog";
import { explained } from "./failures";
import { obtain } from "./obtain";
import type { Progress } from "./progress";
import { newStore, pathOf, readStamp, type Store, sweep, writeStamp } from "./store";
import type { Tool, ToolName } from "./tool";
import { toolsDir } from "./versions";

export type { ToolName } from "./tool";

export interface Toolchain {
  /** Folder to put first on PATH. */
  readonly bin: string;
  /** `PULUMI_HOME`, with the Kubernetes plugin in it. */
  readonly pulumiHome: string;
  /** Resolves as soon as the tool is there, with the path of its (first) program; with undefined if its image is to be pulled. */
  readonly ready: (tool: ToolName) => Promise<string | undefined>;
  /** Resolves when all are there. */
  readonly done: Promise<void>;
}

export interface ToolchainOptions {
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly env?: NodeJS.ProcessEnv;
  /** What to install, and the Go modules that it is built from; tests bring their own. */
  readonly tools?: readonly Tool[];
  readonly toolsDir?: string;
}

/**
 * Gives the sandbox its programs: those on PATH if they fit, else the official ones, else built from their Go modules.
 * Several runs may ask at the same time; one does the work.
 */
export async function installToolchain(options: ToolchainOptions): Promise<Toolchain> {
  const { cacheDir, progress, env = process.env, tools = catalog } = options;
  await mkdir(cacheDir, { recursive: true });
  const store = newStore(cacheDir, options.toolsDir ?? toolsDir, tools);
  const promises = new Map(tools.map(({ name }) => [name, pending<string | undefined>()]));
  const settle = (tool: Tool, here: boolean) =>
    promises.get(tool.name)?.resolve(here ? pathOf(store, tool) : undefined);

  const done = install(store, progress, env, settle).catch(async (error: unknown) => {
    const reason = await explained(error, cacheDir);
    for (const { reject } of promises.values()) reject(reason);
    throw reason;
  });
  // Nobody may be waiting for one of them when it fails.
  for (const promise of [done, ...[...promises.values()].map((one) => one.promise)]) promise.catch(() => undefined);
  return {
    bin: store.bin,
    pulumiHome: store.pulumiHome,
    ready: (name) => promises.get(name)?.promise ?? Promise.reject(new Error(`the toolchain has no ${name}`)),
    done,
  };
}

type Settle = (tool: Tool, here: boolean) => void;

async function install(store: Store, progress: Progress, env: NodeJS.ProcessEnv, settle: Settle): Promise<void> {
  const useStamp = () => {
    const here = readStamp(store);
    if (here !== undefined) for (const tool of store.tools) settle(tool, here.has(tool.name));
    return here !== undefined;
  };
  if (useStamp()) return;
  await withLock("toolchain", async () => {
    // Another run may have done everything while this one waited.
    if (useStamp()) return;
    await sweep(store);
    const here = await obtain(store, progress, env, settle);
    // The stamp comes last: a run that is killed while it cleans up is followed by one that cleans up.
    await dropBuild(store);
    await writeStamp(store, here);
  });
}

/** A promise that is settled from outside. */
function pending<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((fulfil, fail) => ([resolve, reject] = [fulfil, fail]));
  return { promise, resolve, reject };
}
