import { mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sandboxName } from "../paths";

/** Every cgroup of the sandbox is below this one, in each hierarchy that the machine has. */
export const cgroupRoot = `/berth-${sandboxName}`;

/** Makes our root group in every hierarchy, because the kubelet wants it to be there. */
export async function makeCgroups(): Promise<void> {
  for (const { path, kind } of await hierarchies()) {
    const group = join(path, cgroupRoot);
    await mkdir(group, { recursive: true });
    if (kind === "cgroup2") await delegateControllers(path);
    else await inheritCpuset(path, group);
  }
}

/** Removes our groups, children first. Call it when no process of the sandbox is left. */
export async function removeCgroups(): Promise<void> {
  for (const { path } of await hierarchies()) await removeTree(join(path, cgroupRoot));
}

interface Hierarchy {
  readonly path: string;
  readonly kind: "cgroup" | "cgroup2";
}

async function hierarchies(): Promise<Hierarchy[]> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).trim().split("\n");
  return mounts.flatMap((line): Hierarchy[] => {
    const [, path, kind] = line.split(" ");
    return path !== undefined && (kind === "cgroup" || kind === "cgroup2") ? [{ path, kind }] : [];
  });
}

/** A new group of the v1 cpuset hierarchy is empty, and no process can enter it before it names CPUs and memory nodes. */
async function inheritCpuset(parent: string, group: string): Promise<void> {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const value = await readFile(join(parent, file), "utf8").catch(() => undefined);
    if (value !== undefined) await writeFile(join(group, file), value);
  }
}

/** Under v2 a child has only the controllers that its parent hands down. */
async function delegateControllers(parent: string): Promise<void> {
  const controllers = (await readFile(join(parent, "cgroup.controllers"), "utf8")).trim();
  if (controllers === "") return;
  const wanted = controllers.split(" ").map((controller) => `+${controller}`);
  await writeFile(join(parent, "cgroup.subtree_control"), wanted.join(" "));
}

async function removeTree(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(group, entry.name));
  await rmdir(group).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
