import { describe, expect, it, vi } from "vitest";
import { withLock } from "../../sandbox/lock";

vi.hoisted(() => vi.stubEnv("BERTH_CACHE", `/tmp/berth-test-lock-${process.pid}`));

describe("withLock", () => {
  it("lets one at a time do the work, and the second after the first", async () => {
    const order: string[] = [];
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    let end = () => {};
    const first = withLock("x", async () => {
      order.push("first begins");
      await new Promise<void>((resolve) => (end = resolve));
      order.push("first ends");
    });
    await vi.waitFor(() => expect(order).toEqual(["first begins"]));
    const second = withLock("x", () => Promise.resolve(order.push("second")));
    await vi.waitFor(() => expect(told).toHaveBeenCalledOnce());
    end();
    await Promise.all([first, second]);
    expect(order).toEqual(["first begins", "first ends", "second"]);
    expect(told).toHaveBeenCalledWith(expect.stringContaining(`process ${process.pid}`));
  });

  it("is free again after the work failed", async () => {
    await expect(withLock("y", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock("y", () => Promise.resolve(1))).toBe(1);
  });
});
