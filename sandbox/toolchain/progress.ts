import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import { styleText } from "node:util";

/** Says how far a step is: a fraction from 0 to 1 (undefined: unknown), and what it is at. */
export type Report = (fraction: number | undefined, note?: string) => void;

export interface Progress {
  /** Runs one named step and shows how long it takes. Steps may run at the same time. */
  step<T>(title: string, expectedSeconds: number, work: (report: Report) => Promise<T>): Promise<T>;
  /** Prints a line of its own. */
  say(line: string): void;
  /** Prints the total and takes the display down; without a step nothing is printed. */
  end(): void;
}

/** Standard error, or what a test puts in its place. */
type Out = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

interface Step {
  readonly title: string;
  readonly expected: number;
  readonly started: number;
  fraction: number | undefined;
  note: string;
}

/** What differs between a terminal and a log file. */
interface Display {
  begin(step: Step): () => void;
  finish(step: Step, failed: boolean): void;
  readonly print: (line: string) => void;
}

/** On a terminal one live line for each running step, elsewhere plain lines. `NO_COLOR` is respected. */
export function newProgress(out: Out = process.stderr): Progress {
  const began = Date.now();
  const display = out.isTTY === true && process.env["TERM"] !== "dumb" ? liveDisplay(out) : plainDisplay(out);
  let count = 0;
  return {
    async step(title, expected, work) {
      count += 1;
      const step: Step = { title, expected, started: Date.now(), fraction: undefined, note: "" };
      const end = display.begin(step);
      let failed = true;
      try {
        const result = await work((fraction, note = "") => Object.assign(step, { fraction, note }));
        failed = false;
        return result;
      } finally {
        end();
        display.finish(step, failed);
      }
    },
    say: display.print,
    end: () => {
      if (count > 0) display.print(`total ${clock((Date.now() - began) / 1000)}`);
    },
  };
}

/** A line when a step has run for a second, one every 30 seconds, and one at its end. */
function plainDisplay(out: Out): Display {
  const print = (line: string) => void out.write(`${line}\n`);
  return {
    print,
    begin(step) {
      const first = setTimeout(
        () => print(`...  ${step.title}${step.expected > 1 ? `, about ${clock(step.expected)}` : ""}`),
        1000,
      );
      const again = setInterval(() => print(`...  ${describe(step)}`), 30_000);
      return () => [first, again].forEach(clearTimeout);
    },
    finish: (step, failed) => print(`${failed ? "FAIL" : "ok  "} ${step.title}  ${clock(elapsed(step))}`),
  };
}

/**
 * Redraws the running steps below whatever has been printed.
 * listr2 would draw this too, but it wants the whole list before it starts; here steps begin as others allow them to.
 */
function liveDisplay(out: Out): Display {
  const running = new Set<Step>();
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const erase = () => {
    if (drawn > 0) moveCursor(out, 0, -drawn);
    cursorTo(out, 0);
    clearScreenDown(out);
    drawn = 0;
  };
  const draw = () => {
    erase();
    // A line that wraps would count as two when it is erased.
    for (const step of running)
      out.write(`${paint("cyan", "…")} ${describe(step).slice(0, (out.columns ?? 80) - 3)}\n`);
    drawn = running.size;
  };
  const print = (line: string) => {
    erase();
    out.write(`${line}\n`);
    draw();
  };
  return {
    print,
    begin(step) {
      running.add(step);
      timer ??= setInterval(draw, 250);
      draw();
      return () => {
        running.delete(step);
        if (running.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    finish: (step, failed) =>
      print(`${failed ? paint("red", "✗") : paint("green", "✓")} ${step.title}  ${clock(elapsed(step))}`),
  };
}

const elapsed = ({ started }: Step) => (Date.now() - started) / 1000;

/** `Build Kubernetes  27 %, elapsed 1:30 of about 6:00, compiling k8s.io/api` */
function describe(step: Step): string {
  const { title, fraction, note } = step;
  const percent = fraction === undefined ? "" : `${Math.floor(fraction * 100)} %, `;
  return `${title}  ${percent}elapsed ${clock(elapsed(step))} of about ${clock(estimate(step))}${note && `, ${note}`}`;
}

/** The plan until a tenth is done, afterwards what this machine's pace so far amounts to. */
function estimate(step: Step): number {
  const { expected, fraction } = step;
  const total = fraction !== undefined && fraction >= 0.1 ? elapsed(step) / fraction : expected;
  return Math.max(total, elapsed(step));
}

export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function paint(colour: "cyan" | "red" | "green", text: string): string {
  return process.env["NO_COLOR"] ? text : styleText(colour, text, { validateStream: false });
}
