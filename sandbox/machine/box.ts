import { spawn } from "node:child_process";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { addresses } from "../cluster/addresses";
import { sandboxDir } from "../paths";
import { eventually, lastLines, UserError } from "../run";

/**
 * The box: one PID namespace and one mount namespace that hold every process and every mount of the sandbox.
 * The kernel ends all of them when the box's first process ends, so nothing can be left behind, whatever died before.
 * Inside it, the network namespace `node` holds the cluster's interfaces, routes and iptables rules in the same way.
 */
export interface Box {
  /** Process id of the first process, as the machine sees it. */
  readonly pid: number;
}

/** Folder whose subfolders the supervisor runs as services. */
export const servicesDir = join(sandboxDir, "services");
export const nodeNetwork = "/run/netns/node";

const recordFile = join(sandboxDir, "box.json");
const logFile = join(sandboxDir, "box.log");
const recordSchema = z.object({ pid: z.int(), started: z.string() });

/** The running box, or undefined. A recycled process id is told apart by its start time. */
export async function findBox(): Promise<Box | undefined> {
  const text = await readFile(recordFile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, started } = recordSchema.parse(JSON.parse(text));
  return (await startTime(pid)) === started ? { pid } : undefined;
}

/** The running box, or a new one. A box that another version of this file started is ended first. */
export async function ensureBox(): Promise<Box> {
  await mkdir(servicesDir, { recursive: true });
  const script = join(sandboxDir, "box.sh");
  const running = await findBox();
  if ((await readFile(script, "utf8").catch(() => "")) === bootScript() && running !== undefined) return running;
  if (running !== undefined) await stopBox(running);
  await writeFile(script, bootScript(), { mode: 0o700 });
  return startBox(script);
}

async function startBox(script: string): Promise<Box> {
  const log = await open(logFile, "w");
  const outer = spawn(
    "unshare",
    ["--pid", "--mount", "--fork", "--kill-child", "--propagation", "private", "sh", script],
    {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      cwd: "/",
    },
  );
  outer.unref();
  await log.close();

  let pid = 0;
  const up = await eventually(async () => {
    pid = await childOf(outer.pid ?? 0);
    return (await readFile(`/proc/${pid}/comm`, "utf8")).trim() === "runsvdir";
  }, 15);
  if (!up) {
    throw new UserError(`Cannot start the sandbox's box:\n  ${lastLines(await readFile(logFile, "utf8"), 5)}`);
  }
  await writeFile(recordFile, JSON.stringify({ pid, started: await startTime(pid) }));
  return { pid };
}

/** Ends the box and with it every process and mount in it. */
export async function stopBox(box: Box): Promise<void> {
  process.kill(box.pid, "SIGKILL");
  const gone = await eventually(async () => (await startTime(box.pid)) === undefined, 30, 50);
  if (!gone) throw new UserError(`Cannot stop the sandbox: process ${box.pid} did not end within 30 s`);
  await rm(recordFile, { force: true });
}

/** What to put before a command so that it runs inside the box. */
export function enter(box: Box, network: "node" | "host"): string[] {
  const join = ["nsenter", "--target", String(box.pid), "--pid", "--mount", "--"];
  return network === "node" ? [...join, "nsenter", `--net=${nodeNetwork}`, "--"] : join;
}

const inNode = (command: string) => `nsenter --net=${nodeNetwork} ${command}`;

/** Mounts first, so that whatever a program writes to a fixed path lands in the sandbox's own folder. */
function bootScript(): string {
  const bound = { "var-log": "/var/log", "var-lib-cni": "/var/lib/cni" };
  const resolver = join(sandboxDir, "resolv.conf");
  return [
    "set -eu",
    "mount -t proc proc /proc",
    "mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns",
    ...Object.entries(bound).map(
      ([own, fixed]) => `mkdir -p ${sandboxDir}/${own} ${fixed} && mount --bind ${sandboxDir}/${own} ${fixed}`,
    ),
    // Pods may ask for mount propagation, which needs a shared mount to start from.
    `mkdir -p ${sandboxDir}/kubelet && mount --bind ${sandboxDir}/kubelet ${sandboxDir}/kubelet`,
    `mount --make-rshared ${sandboxDir}/kubelet`,
    `mkdir -p ${sandboxDir}/run && mount -t tmpfs tmpfs ${sandboxDir}/run`,
    `echo 'nameserver ${addresses.resolver}' > ${resolver} && mount --bind ${resolver} /etc/resolv.conf`,
    "ip netns add node",
    "ip -n node link set lo up",
    inNode("sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'"),
    // What no Service has taken over, and no pod network is there for, must end here: the uplink would carry it out
    // of the machine.
    ...["OUTPUT", "FORWARD"].map((chain) => inNode(`iptables -A ${chain} -d ${addresses.services} -j REJECT`)),
    `ip -n node route add unreachable ${addresses.pods} metric 9999`,
    `exec runsvdir -P ${servicesDir}`,
    "",
  ].join("\n");
}

async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The command name may hold spaces and brackets; fields are counted from behind it. State Z is a process that ended.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || fields[0] === "Z" ? undefined : fields[19];
}

async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return Number.parseInt(children, 10);
}
