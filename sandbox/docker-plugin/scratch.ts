import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const inUse = new Set<string>();

/** Lends a private folder for the time of some work; it may come to hold credentials. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "berth-docker-plugin-"));
  inUse.add(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    inUse.delete(folder);
  }
}

/** For a process that has to end at once. */
export function removeScratch(): void {
  for (const folder of inUse) rmSync(folder, { recursive: true, force: true });
}
