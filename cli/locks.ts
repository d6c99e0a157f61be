import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../sandbox/run";
import { pulumi } from "./pulumi";
import type { Target } from "./target";

const lockSchema = z.object({ pid: z.int(), hostname: z.string(), timestamp: z.string() });

/**
 * A run that was ended the hard way leaves its lock behind. On this machine, with state in a folder, that can be told
 * from a run that still works: a dead one's lock is taken away, a living one is named.
 */
export async function clearStaleLock(target: Target, stack: string): Promise<void> {
  const url = target.env["PULUMI_BACKEND_URL"] ?? process.env["PULUMI_BACKEND_URL"] ?? "";
  if (!url.startsWith("file://")) return;
  const folder = join(url.slice("file://".length), ".pulumi", "locks", "organization", "berth", stack);
  for (const file of await readdir(folder).catch(() => [])) {
    const { pid, hostname: host, timestamp } = lockSchema.parse(JSON.parse(await readFile(join(folder, file), "utf8")));
    if (host !== hostname() || isAlive(pid)) {
      throw new UserError(
        `Cannot update stack "${stack}":\n  lock: process ${pid} on ${host} has worked on it since ${timestamp}; wait for it or end it`,
      );
    }
    console.error(`The run that locked stack "${stack}" (process ${pid}) is gone; taking its lock away.`);
    await pulumi(target, ["cancel", "--yes", "--stack", stack]);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
