import { execa } from "execa";
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Store } from "./store";
import type { Placed, Tool } from "./tool";

/** A program that takes longer to say its version is no help (ms): some ask the network first. */
const PATIENCE = 4000;

/** A fitting version that the machine already has: a plugin in the engine's own cache, programs on PATH. */
export async function findInstalled(store: Store, tool: Tool, env: NodeJS.ProcessEnv): Promise<Placed> {
  return tool.plugin === undefined ? findOnPath(store, tool, env) : findPlugin(store, tool, tool.plugin, env);
}

async function findPlugin(store: Store, { programs }: Tool, plugin: string, env: NodeJS.ProcessEnv): Promise<Placed> {
  const home = env["PULUMI_HOME"] ?? join(env["HOME"] ?? homedir(), ".pulumi");
  if (home === store.pulumiHome) return undefined;
  const path = join(home, "plugins", plugin, programs[0]);
  return (await runnable(path)) ? { [programs[0]]: path } : undefined;
}

async function findOnPath({ cacheDir }: Store, { programs, installed }: Tool, env: NodeJS.ProcessEnv): Promise<Placed> {
  if (installed === undefined) return undefined;
  // Our own links may be on PATH: what they lead to is not for them to decide.
  const folders = (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.startsWith(cacheDir));
  const paths = await Promise.all(programs.map((program) => firstRunnable(folders, program)));
  const [main] = paths;
  if (main === undefined || paths.includes(undefined)) return undefined;
  const answer = await execa(main, installed.ask, {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    cwd: dirname(main),
    reject: false,
    timeout: PATIENCE,
  });
  if (answer.exitCode !== 0 || !installed.fits(answer.stdout)) return undefined;
  return Object.fromEntries(programs.map((program, index) => [program, paths[index] ?? ""]));
}

async function firstRunnable(folders: readonly string[], program: string): Promise<string | undefined> {
  for (const folder of folders) if (await runnable(join(folder, program))) return join(folder, program);
  return undefined;
}

async function runnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
