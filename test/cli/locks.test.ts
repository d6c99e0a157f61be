import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clearStaleLock } from "../../cli/locks";
import { fakeTarget } from "./support/target";

/** Above what Linux gives out by default. */
const NO_PROCESS = 4_194_305;

async function locked(pid: number, host = hostname()) {
  const state = await mkdtemp(join(tmpdir(), "berth-test-"));
  const folder = join(state, ".pulumi", "locks", "organization", "berth", "dev");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.json"), JSON.stringify({ pid, hostname: host, timestamp: "2026-11-21T08:00:00Z" }));
  const target = await fakeTarget({ pulumi: `echo "$*" >> ${join(state, "asked")}` });
  return {
    target: { ...target, env: { ...target.env, PULUMI_BACKEND_URL: `file://${state}` } },
    asked: () => readFile(join(state, "asked"), "utf8").catch(() => ""),
  };
}

describe("clearStaleLock", () => {
  it("takes away the lock of a run that is gone", async () => {
    const { target, asked } = await locked(NO_PROCESS);
    await clearStaleLock(target, "dev");
    expect(await asked()).toBe("cancel --yes --stack dev --non-interactive\n");
  });

  it("names a run that still works", async () => {
    const { target, asked } = await locked(process.pid);
    await expect(clearStaleLock(target, "dev")).rejects.toThrow(
      `lock: process ${process.pid} on ${hostname()} has worked on it since 2026-11-21T08:00:00Z`,
    );
    expect(await asked()).toBe("");
  });

  it("does not judge a run on another machine", async () => {
    const { target } = await locked(NO_PROCESS, "elsewhere");
    await expect(clearStaleLock(target, "dev")).rejects.toThrow("on elsewhere");
  });

  it("has nothing to do where nothing is locked", async () => {
    const { target, asked } = await locked(NO_PROCESS);
    await clearStaleLock(target, "prod");
    expect(await asked()).toBe("");
  });
});
