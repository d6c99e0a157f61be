import { rmSync } from "node:fs";
import { afterAll, expect, it, vi } from "vitest";
import { cacheDir } from "../../../sandbox/paths";
import * as release from "../../../sandbox/toolchain/release";
import { Machine, officialHost } from "./support";
import { tool } from "./tools";

vi.hoisted(() => vi.stubEnv("BERTH_CACHE", `/tmp/berth-test-obtain-${process.pid}`));
vi.mock("../../../sandbox/toolchain/release", async (original) => ({
  ...(await original<typeof release>()),
  downloadAsset: vi.fn(),
}));
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

it("does not try to build when it was the disk that a download did not fit on", async () => {
  const machine = new Machine();
  const { url } = await officialHost({});
  vi.mocked(release.downloadAsset).mockRejectedValue(Object.assign(new Error("write failed"), { code: "ENOSPC" }));
  const { done } = await machine.install([tool({ release: [{ url, sums: url }] })]);
  await expect(done).rejects.toThrow("the disk is full");
  expect(machine.builds).toEqual([]);
});
