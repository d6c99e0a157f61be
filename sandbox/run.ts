import { execa, ExecaError, type Options } from "execa";

/** A condition the user can mend: printed as it stands, without a stack trace. */
export class UserError extends Error {
  override name = "UserError";
}

/** Runs a program to its end and gives its standard output; a failure names the program and its last words. */
export async function run(program: string, args: readonly string[], options: Options = {}): Promise<string> {
  try {
    const { stdout } = await execa(program, args, options);
    return typeof stdout === "string" ? stdout : "";
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const said = String(error.stderr ?? "").trim() || String(error.stdout ?? "").trim() || error.shortMessage;
    throw new UserError(`Cannot run ${program} ${args[0] ?? ""}:\n  ${lastLines(said, 15).split("\n").join("\n  ")}`);
  }
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/** Asks `ready` until it says yes; gives false after `seconds`. Errors of `ready` count as "not yet". */
export async function eventually(ready: () => Promise<boolean>, seconds: number, everyMs = 200): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await ready().catch(() => false)) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Runs a command of ours: a condition that the user can mend is printed as it stands, anything else is our defect. */
export function runMain(main: () => Promise<unknown>): void {
  main().catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  });
}
