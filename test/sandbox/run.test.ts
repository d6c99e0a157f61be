import { describe, expect, it } from "vitest";
import { eventually, lastLines, run, UserError } from "../../sandbox/run";

describe("run", () => {
  it("gives what a program printed", async () => {
    expect(await run("echo", ["one"])).toBe("one");
  });

  it("turns a failure into the program's last words", async () => {
    const failing = run("sh", ["-c", "echo shown; echo why >&2; exit 3"]);
    await expect(failing).rejects.toThrow(new UserError("Cannot run sh -c:\n  why"));
  });

  it("says which program is missing", async () => {
    await expect(run("no-such-program", ["go"])).rejects.toThrow(/Cannot run no-such-program go:\n.*ENOENT/s);
  });
});

describe("eventually", () => {
  it("asks until the answer is yes, counting errors as no", async () => {
    let asked = 0;
    const ready = () => (++asked < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve(true));
    expect(await eventually(ready, 5, 1)).toBe(true);
    expect(asked).toBe(3);
  });

  it("gives up", async () => {
    expect(await eventually(() => Promise.resolve(false), 0, 1)).toBe(false);
  });
});

describe("lastLines", () => {
  it("leaves out what came before and the end of the text", () => {
    expect(lastLines("a\nb\nc\n\n", 2)).toBe("b\nc");
  });
});
