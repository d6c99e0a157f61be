import { access, mkdir, readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { forwards } from "../cluster/addresses";
import { cacheDir } from "../paths";
import { run, UserError } from "../run";
import { findBox } from "./box";
import { hasApt, missingPackages } from "./debian";

const GIB = 1024 ** 3;

/** Rough figures: a cold start fills up to 5 GiB with build caches, and tools and images take 2 GiB; the rest is room. */
const needed = { memoryGib: 3, diskGib: 12 } as const;

/** Another way to a cluster, for machines that cannot run the sandbox. */
const instead =
  "instead: npm run up -- --context NAME uses any cluster of your kubeconfig (kind, k3d, Docker Desktop, EKS)";

/** Refuses, with everything that is missing at once, on a machine that cannot run the sandbox. */
export async function refuseUnlessAble(): Promise<void> {
  const problems = (await Promise.all([system(), memory(), disk(), packages(), ports()])).flat();
  if (problems.length > 0) throw new UserError(`Cannot start the sandbox:\n  ${[...problems, instead].join("\n  ")}`);
}

async function system(): Promise<string[]> {
  if (process.platform !== "linux") return [`system: needs Linux, this is ${process.platform}`];
  const problems: string[] = [];
  if (process.arch !== "x64" && process.arch !== "arm64") problems.push(`processor: needs x64 or arm64`);
  if (process.getuid?.() !== 0)
    problems.push("user: needs root, for namespaces and mounts of its own; run it with sudo");
  const tun = await access("/dev/net/tun").then(
    () => true,
    () => false,
  );
  if (!tun) problems.push("/dev/net/tun: needs the tun device for the cluster's network; modprobe tun adds it");
  return problems;
}

async function memory(): Promise<string[]> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const free = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  if (free >= needed.memoryGib * GIB || (await findBox()) !== undefined) return [];
  return [`memory: needs ${needed.memoryGib} GiB available, there are ${(free / GIB).toFixed(1)}; end something large`];
}

async function disk(): Promise<string[]> {
  await mkdir(cacheDir, { recursive: true });
  const { bavail, bsize } = await statfs(cacheDir);
  if (bavail * bsize >= needed.diskGib * GIB || (await findBox()) !== undefined) return [];
  const free = ((bavail * bsize) / GIB).toFixed(1);
  return [
    `disk: needs ${needed.diskGib} GiB under ${cacheDir}, there are ${free}; free some or set BERTH_CACHE to another disk`,
  ];
}

async function packages(): Promise<string[]> {
  if (process.platform !== "linux" || (await hasApt())) return [];
  const missing = await missingPackages();
  return missing.length === 0 ? [] : [`programs: needs what Debian packages as ${missing.join(", ")}; install them`];
}

async function ports(): Promise<string[]> {
  if ((await findBox()) !== undefined) return [];
  const problems = Object.entries(forwards).map(async ([name, { host }]) => {
    if (!Number.isInteger(host) || host < 1 || host > 65535)
      return [`BERTH_${name.toUpperCase()}_PORT: needs a port, 1 to 65535`];
    if (await isFree(host)) return [];
    const by = await holder(host);
    return [
      `port ${host} (${name}): needs to be free, ${by} listens there; end it or set BERTH_${name.toUpperCase()}_PORT`,
    ];
  });
  return (await Promise.all(problems)).flat();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function holder(port: number): Promise<string> {
  const found = await run("ss", ["-Hltnp", `sport = :${port}`]).catch(() => "");
  const [, name, pid] = /\(\("([^"]+)",pid=(\d+)/.exec(found) ?? [];
  return name === undefined ? "another program" : `${name} (process ${pid})`;
}
