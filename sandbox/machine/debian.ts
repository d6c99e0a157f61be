import { access, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run, UserError } from "../run";

/** Programs that Debian and its derivatives have, and the package each comes from. */
const packageOf: Readonly<Record<string, string>> = {
  etcd: "etcd-server",
  containerd: "containerd",
  runc: "runc",
  dockerd: "docker.io",
  "docker-registry": "docker-registry",
  iptables: "iptables",
  conntrack: "conntrack",
  ip: "iproute2",
  slirp4netns: "slirp4netns",
  runsvdir: "runit",
  nsenter: "util-linux",
  busybox: "busybox-static",
  curl: "curl",
  "/usr/lib/cni/bridge": "containernetworking-plugins",
};

const policyFile = "/usr/sbin/policy-rc.d";

/** The packages that this machine still needs for these programs; by default for the sandbox itself. */
export async function missingPackages(programs: Readonly<Record<string, string>> = packageOf): Promise<string[]> {
  const missing: string[] = [];
  for (const [program, name] of Object.entries(programs)) if (!(await exists(program))) missing.push(name);
  return [...new Set(missing)].sort();
}

export async function hasApt(): Promise<boolean> {
  return exists("apt-get");
}

/** Installs packages without starting the services some of them bring: the sandbox runs its own. */
export async function installPackages(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const ownPolicy = !(await readable(policyFile));
  // Exit code 101 of this file is how a Debian machine says "start nothing"; see invoke-rc.d(8).
  if (ownPolicy) await writeFile(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await run("apt-get", ["update", "-q"], { env });
    await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...names], { env });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot install what the sandbox needs; try: apt-get install ${names.join(" ")}\n${said}`);
  } finally {
    if (ownPolicy) await rm(policyFile, { force: true });
  }
}

async function exists(program: string): Promise<boolean> {
  if (program.startsWith("/")) return readable(program);
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const folder of folders) if (await readable(join(folder, program))) return true;
  return false;
}

const readable = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
