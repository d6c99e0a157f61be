import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../sandbox/run";
import { explained } from "../../../sandbox/toolchain/failures";

describe("explained", () => {
  it.each([
    Object.assign(new Error("write failed"), { code: "ENOSPC" }),
    new Error("ENOSPC: no space left on device, copyfile"),
    new UserError("Cannot build the tools:\n  link: mapping output file failed: no space left on device"),
    new Error("write: disk quota exceeded"),
  ])("knows a full disk from %s", async (error) => {
    const reason = await explained(error, tmpdir());
    expect(reason).toBeInstanceOf(UserError);
    expect(String(reason)).toMatch(/the disk is full \([\d.]+ GiB left, .* needed\); make room or set BERTH_CACHE/);
  });

  it("leaves every other failure alone", async () => {
    const error = new Error("undefined: y");
    expect(await explained(error, tmpdir())).toBe(error);
  });
});
