import { readdirSync, readFileSync } from "node:fs";

/** A process and everything it started, children first. Without /proc only the process itself. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const collect = (pid: number): number[] => [...(children.get(pid) ?? []).flatMap(collect), pid];
  return collect(root);
}

/**
 * Stops a process together with what it started: the docker client runs BuildKit in a plugin of its own, which does
 * not hear of signals that the client gets.
 */
export function signalTree(root: number, signal: "SIGTERM" | "SIGKILL"): void {
  for (const pid of processTree(root)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

function processes(): [pid: number, parent: number][] {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.flatMap((name) => {
      const parent = parentOf(name);
      return parent === undefined ? [] : [[Number(name), parent] satisfies [number, number]];
    });
  } catch {
    return [];
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name in brackets may itself hold brackets */
function parentOf(pid: string): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
