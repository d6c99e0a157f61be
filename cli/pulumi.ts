import { execa } from "execa";
import { projectDir } from "../sandbox/paths";
import { run } from "../sandbox/run";
import type { Target } from "./target";

/** Runs Pulumi to its end, silently, and gives what it printed. */
export async function pulumi({ env }: Pick<Target, "env">, args: readonly string[]): Promise<string> {
  return run("pulumi", [...args, "--non-interactive"], { env, cwd: projectDir });
}

/**
 * Runs Pulumi in front of the user and gives its exit code. Ctrl-C reaches Pulumi itself, which ends what it has begun
 * and says so; this process waits for it.
 */
export async function pulumiInFront({ env }: Target, args: readonly string[]): Promise<number> {
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    const { exitCode } = await execa("pulumi", [...args, "--non-interactive"], {
      env,
      cwd: projectDir,
      stdio: "inherit",
      reject: false,
    });
    return exitCode ?? 130;
  } finally {
    process.off("SIGINT", ignore);
  }
}
