import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sandboxDir } from "../paths";
import { eventually, lastLines, run, UserError } from "../run";
import { nodeNetwork, servicesDir } from "./box";

/** One process of the sandbox, kept running by runit inside the box. */
export interface Daemon {
  readonly name: string;
  /** `node` is the cluster's own network; `host` is the machine's. */
  readonly network: "node" | "host";
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files it reads when it starts: a change in one of them is a reason to restart it. */
  readonly config?: readonly string[];
  /** Says whether it does its work; asked until it does. */
  readonly ready: () => Promise<boolean>;
  /** How long it may take to get ready (seconds). */
  readonly within: number;
}

export type DaemonState = "running" | "down";

export const logsDir = join(sandboxDir, "logs");
export const logOf = (name: string) => join(logsDir, name, "current");

/** Declares a daemon; it stays down until `ensureRunning`. Gives true when its command or configuration changed. */
export async function declare(daemon: Daemon): Promise<boolean> {
  const folder = join(servicesDir, daemon.name);
  await mkdir(join(folder, "log"), { recursive: true });
  await mkdir(join(logsDir, daemon.name), { recursive: true });
  await writeFile(join(folder, "down"), "");
  await writeScript(join(folder, "log", "run"), `exec svlogd -tt ${join(logsDir, daemon.name)}`);
  return writeScript(join(folder, "run"), await runScript(daemon));
}

/** Starts a daemon that is down, restarts one that does not get ready, and says why when that does not help. */
export async function ensureRunning(daemon: Daemon, changed: boolean): Promise<void> {
  const folder = join(servicesDir, daemon.name);
  // The supervisor looks for new services, and for dead keepers of old ones, every five seconds.
  const kept = await eventually(async () => (await control("status", folder)) !== undefined, 20, 100);
  if (!kept)
    throw new UserError(
      `Cannot start ${daemon.name}: the sandbox's supervisor does not answer; run npm run sandbox -- down, then up`,
    );
  await control(changed ? "restart" : "up", folder);
  if (await eventually(daemon.ready, daemon.within)) return;
  await control("force-restart", folder);
  if (await eventually(daemon.ready, daemon.within)) return;
  throw new UserError(
    `Cannot start ${daemon.name}: not ready after ${2 * daemon.within} s. Last lines of its log:\n${await tail(daemon.name)}`,
  );
}

export async function stateOf(name: string): Promise<DaemonState> {
  return (await control("status", join(servicesDir, name)))?.startsWith("run:") === true ? "running" : "down";
}

async function tail(name: string): Promise<string> {
  const text = await readFile(logOf(name), "utf8").catch(() => "(no log)");
  return lastLines(text, 12).replace(/^/gm, "  ");
}

/** Undefined when no supervisor keeps that folder. */
async function control(verb: string, folder: string): Promise<string | undefined> {
  return run("sv", ["-w", "20", verb, folder]).catch(() => undefined);
}

async function runScript({ network, command, env = {}, config = [] }: Daemon): Promise<string> {
  const read = await Promise.all(config.map((path) => readFile(path)));
  const digest = createHash("sha256").update(Buffer.concat(read)).digest("hex");
  const assignments = Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}`);
  // A daemon that outlives its keeper would hold its port against its successor; the signal on the parent's death ends it.
  const words = ["setpriv", "--pdeathsig", "KILL", "--", ...intoNetwork[network], ...command];
  return [`# configuration ${digest}`, ...assignments, "exec 2>&1", `exec ${words.map(quote).join(" ")}`].join("\n");
}

/** The box names the resolver of the cluster's network; a daemon in the machine's network takes that mount away for itself. */
const intoNetwork = {
  node: ["nsenter", `--net=${nodeNetwork}`, "--"],
  host: ["unshare", "--mount", "--", "sh", "-c", 'umount /etc/resolv.conf && exec "$@"', "sh"],
} as const;

const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

async function writeScript(path: string, body: string): Promise<boolean> {
  const text = `#!/bin/sh\n${body}\n`;
  if ((await readFile(path, "utf8").catch(() => "")) === text) return false;
  await writeFile(path, text);
  await chmod(path, 0o755);
  return true;
}
