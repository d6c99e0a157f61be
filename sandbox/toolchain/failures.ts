import { statfs } from "node:fs/promises";
import { UserError } from "../run";

/** Roughly what a build of everything takes for a while; the tools themselves stay below 1 GiB. */
const NEEDED = "5 GiB";

const FULL = /no space left on device|ENOSPC|EDQUOT|disk quota exceeded/i;

/** Turns whatever went wrong because of a full disk into the one thing to know about it. */
export async function explained(error: unknown, cacheDir: string): Promise<unknown> {
  const text = error instanceof Error ? `${error.message} ${"code" in error ? String(error.code) : ""}` : String(error);
  if (!FULL.test(text)) return error;
  const free = await statfs(cacheDir).then(
    ({ bavail, bsize }) => `${((bavail * bsize) / 2 ** 30).toFixed(1)} GiB`,
    () => "nothing",
  );
  return new UserError(
    `Cannot install the toolchain:\n  ${cacheDir}: the disk is full (${free} left, ${NEEDED} needed); make room or set BERTH_CACHE to a folder on another disk`,
  );
}
