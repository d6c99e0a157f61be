import { readFile, readdir } from "node:fs/promises";
import { execa } from "execa";

/** What a machine has that a program can leave behind. */
export interface Machine {
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  readonly links: readonly string[];
  readonly rules: readonly string[];
  readonly cgroups: readonly string[];
  readonly sysctls: readonly string[];
}

/** Programs that only a sandbox runs here; a developer's own sandbox is told apart by its folder on the command line. */
export async function inspect(sandbox: string): Promise<Machine> {
  const [mounts, links, rules] = await Promise.all([
    readFile("/proc/self/mounts", "utf8"),
    execa("ip", ["-brief", "link"]),
    execa("iptables-save"),
  ]);
  return {
    processes: await processesOf(sandbox),
    mounts: sorted(mounts.split("\n").map((line) => line.split(" ").slice(0, 3).join(" "))),
    links: sorted(links.stdout.split("\n").map((line) => line.split(/\s+/)[0] ?? "")),
    rules: sorted(rules.stdout.split("\n").filter((line) => line.startsWith("-A"))),
    cgroups: await cgroupsOf(sandbox),
    sysctls: [await readFile("/proc/sys/net/ipv4/ip_forward", "utf8")],
  };
}

/** Of every process, whether it is one of the sandbox's: by its command line, or by the cgroup it is in. */
async function processesOf(sandbox: string): Promise<string[]> {
  return sorted((await findProcesses(sandbox)).map(({ command }) => command));
}

/** Ends one part of the sandbox the hard way and gives its command line. */
export async function killOne(sandbox: string): Promise<string> {
  const parts = (await findProcesses(sandbox)).filter(({ command }) => command !== "");
  const victim = parts[Math.floor(Math.random() * parts.length)];
  if (victim === undefined) throw new Error("the sandbox has no process to end");
  process.kill(victim.pid, "SIGKILL");
  console.log(`ended process ${victim.pid}: ${victim.command.slice(0, 100)}`);
  return victim.command;
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

async function findProcesses(sandbox: string): Promise<Process[]> {
  const found: Process[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ").trim();
    const cgroup = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
    if (command.includes(`/${sandbox}/`) || cgroup.includes(`/berth-${sandbox}/`)) {
      found.push({ pid: Number(pid), command });
    }
  }
  return found;
}

async function cgroupsOf(sandbox: string): Promise<string[]> {
  const hierarchies = (await readFile("/proc/self/mounts", "utf8"))
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , kind]) => kind === "cgroup" || kind === "cgroup2");
  const found: string[] = [];
  for (const [, path = ""] of hierarchies) {
    for (const name of await readdir(path)) if (name === `berth-${sandbox}`) found.push(`${path}/${name}`);
  }
  return sorted(found);
}

const sorted = (lines: readonly string[]) => lines.filter((line) => line !== "").sort();
