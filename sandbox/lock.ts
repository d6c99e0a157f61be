import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { cacheDir } from "./paths";
import { UserError } from "./run";

/** How long a second run waits for the first one before it gives up (seconds): a cold start takes up to twenty minutes. */
const PATIENCE = 30 * 60;

/** Lets one process of this machine at a time do the work; the others wait, and say for whom. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = join(cacheDir, "locks");
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(file, "", { flag: "a" });
  const release = await acquire(file, name);
  try {
    await writeFile(`${file}.holder`, `process ${process.pid}, started in ${process.cwd()}`);
    return await work();
  } finally {
    await release();
  }
}

/** A holder that died stops renewing its lock, which then counts as abandoned after ten seconds. */
async function acquire(file: string, name: string): Promise<() => Promise<void>> {
  const options = { stale: 10_000, update: 2_000 };
  try {
    return await lock(file, options);
  } catch {
    const holder = await readFile(`${file}.holder`, "utf8").catch(() => "another process");
    console.error(`waiting for the lock on the ${name}, which has: ${holder}`);
  }
  try {
    return await lock(file, { ...options, retries: { retries: PATIENCE, minTimeout: 1000, maxTimeout: 1000 } });
  } catch {
    throw new UserError(
      `Cannot work on the ${name}: another run has held it for ${PATIENCE / 60} minutes; end that one`,
    );
  }
}
