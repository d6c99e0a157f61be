import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clock, newProgress, type Report } from "../../../sandbox/toolchain/progress";

/** A terminal or a file that remembers what was written to it. */
function output(isTTY: boolean) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 60 });
  stream.on("data", (data: Buffer) => written.push(data.toString()));
  return { out: stream, text: () => written.join("") };
}

/** A step that ends when it is told to. */
function work() {
  let end: (error?: Error) => void = () => undefined;
  let report: Report = () => undefined;
  const run = (given: Report) => {
    report = given;
    return new Promise<void>((resolve, reject) => (end = (error) => (error === undefined ? resolve() : reject(error))));
  };
  return { run, end: (error?: Error) => end(error), report: (...args: Parameters<Report>) => report(...args) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("clock", () => {
  it.each([
    [0, "0:00"],
    [59.4, "0:59"],
    [59.6, "1:00"],
    [3661, "61:01"],
  ])("prints %d seconds as %s", (seconds, text) => expect(clock(seconds)).toBe(text));
});

describe("newProgress, not on a terminal", () => {
  it("prints the beginning, a line every 30 seconds, the end and the total", async () => {
    const { out, text } = output(false);
    const progress = newProgress(out);
    const { run, end, report } = work();
    const step = progress.step("build", 360, run);
    await vi.advanceTimersByTimeAsync(20_000);
    report(0.25, "k8s.io/api");
    await vi.advanceTimersByTimeAsync(40_000);
    end();
    await step;
    progress.end();
    expect(text()).toBe(
      [
        "...  build, about 6:00",
        "...  build  25 %, elapsed 0:30 of about 2:00, k8s.io/api",
        "...  build  25 %, elapsed 1:00 of about 4:00, k8s.io/api",
        "ok   build  1:00",
        "total 1:00",
        "",
      ].join("\n"),
    );
  });

  it("prints one line for a step that is over at once", async () => {
    const { out, text } = output(false);
    expect(await newProgress(out).step("look", 1, () => Promise.resolve(7))).toBe(7);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(text()).toBe("ok   look  0:00\n");
  });

  it("says which step failed, and passes the failure on", async () => {
    const { out, text } = output(false);
    const step = newProgress(out).step("build", 1, () => Promise.reject(new Error("no")));
    await expect(step).rejects.toThrow("no");
    expect(text()).toBe("FAIL build  0:00\n");
  });

  it("never estimates less than what has gone by", async () => {
    const { out, text } = output(false);
    const { run, end } = work();
    const step = newProgress(out).step("build", 10, run);
    await vi.advanceTimersByTimeAsync(30_000);
    end();
    await step;
    expect(text()).toContain("elapsed 0:30 of about 0:30");
  });

  it("prints no total where nothing was done", () => {
    const { out, text } = output(false);
    newProgress(out).end();
    expect(text()).toBe("");
  });
});

describe("newProgress, on a terminal", () => {
  it("shows the running steps below what is done, and no colour under NO_COLOR", async () => {
    vi.stubEnv("NO_COLOR", "1");
    vi.stubEnv("TERM", "xterm");
    const { out, text } = output(true);
    const progress = newProgress(out);
    const [one, two] = [work(), work()];
    const steps = [progress.step("one", 60, one.run), progress.step("two", 60, two.run)];
    await vi.advanceTimersByTimeAsync(1000);
    one.end();
    await steps[0];
    progress.say("a line");
    two.end();
    await steps[1];
    expect(text()).not.toContain("\u001b[32m");
    const lines = stripVTControlCharacters(text()).split("\n");
    expect(lines).toContain("… one  elapsed 0:01 of about 1:00");
    expect(lines.filter((line) => /^[✓a]/.test(line))).toEqual(["✓ one  0:01", "a line", "✓ two  0:01"]);
  });

  it("cuts a line to the width of the terminal", async () => {
    vi.stubEnv("TERM", "xterm");
    vi.stubEnv("NO_COLOR", "1");
    const { out, text } = output(true);
    const { run, end } = work();
    const step = newProgress(out).step("x".repeat(200), 60, run);
    expect(text()).toContain(`… ${"x".repeat(57)}\n`);
    end();
    await step;
  });

  it("falls back to plain lines on a terminal that cannot move its cursor", async () => {
    vi.stubEnv("TERM", "dumb");
    const { out, text } = output(true);
    await newProgress(out).step("look", 1, () => Promise.resolve());
    expect(text()).toBe("ok   look  0:00\n");
  });
});
