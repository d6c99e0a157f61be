import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { execa } from "execa";
import * as z from "zod";

/** What one part of the suite came to. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One part: a command whose exit code counts as one test, or one whose runner counts for itself. */
interface Part {
  readonly name: string;
  readonly run: () => Promise<Tally>;
  /** Why this machine cannot run it, if so. */
  readonly impossible?: string | undefined;
}

const root = join(__dirname, "..");
const inCi = process.env["CI"] === "true";
const sandboxImpossible =
  process.platform !== "linux" ? "needs Linux" : process.getuid?.() !== 0 ? "needs root" : undefined;

const parts: readonly Part[] = [
  { name: "typecheck", run: () => command("tsc", ["--noEmit"]) },
  { name: "lint", run: () => command("eslint", ["--max-warnings", "0", "."]) },
  { name: "format", run: () => command("prettier", ["--check", "--log-level", "warn", "."]) },
  { name: "docs", run: () => command("tsx", ["scripts/check-docs.ts"]) },
  { name: "unit", run: () => vitest("unit") },
  { name: "go format", run: goFormat },
  { name: "go vet", run: () => command("go", ["vet", "./..."], "services") },
  { name: "go test", run: goTest },
  { name: "sandbox", run: () => vitest("sandbox"), impossible: sandboxImpossible },
];

async function main(options: { readonly only?: string[]; readonly cleanTree?: boolean }): Promise<void> {
  const chosen = parts.filter(({ name }) => options.only === undefined || options.only.includes(name));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const part of chosen) {
    const tally = await runPart(part);
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  if (options.cleanTree === true) {
    const { failed, passed } = await cleanTree();
    total.failed += failed;
    total.passed += passed;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || (inCi && total.skipped > 0)) process.exitCode = 1;
}

async function runPart({ name, run, impossible }: Part): Promise<Tally> {
  if (impossible !== undefined) {
    console.log(`\n== ${name}: not run, it ${impossible}${inCi ? "; in CI that is a failure" : ""}`);
    return { passed: 0, failed: inCi ? 1 : 0, skipped: inCi ? 0 : 1 };
  }
  console.log(`\n== ${name}`);
  const start = Date.now();
  const tally = await run();
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${seconds} s`);
  return tally;
}

async function command(program: string, args: readonly string[], folder = "."): Promise<Tally> {
  const { exitCode } = await execa(program, args, {
    cwd: join(root, folder),
    stdio: "inherit",
    preferLocal: true,
    localDir: root,
    reject: false,
  });
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

const vitestSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

async function vitest(project: string): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), "berth-vitest-"));
  const file = join(folder, "result.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${file}`];
    const { failed } = await command("vitest", ["run", "--project", project, ...reporters]);
    const result = vitestSchema.parse(JSON.parse(await readFile(file, "utf8").catch(() => "{}")));
    // A file that does not load, or a hook that fails, is a failure without a failed test.
    const lost = result.numFailedTests === 0 && failed > 0 ? 1 : 0;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + lost,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function goFormat(): Promise<Tally> {
  const { stdout } = await execa("gofmt", ["-l", "services", "sandbox/tools"], { cwd: root });
  if (stdout !== "") console.log(`not as gofmt writes it (npm run fix mends it):\n${stdout}`);
  return stdout === "" ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

const goEventSchema = z.object({ Action: z.string(), Test: z.string().optional(), Output: z.string().optional() });

async function goTest(): Promise<Tally> {
  const { stdout, exitCode } = await execa("go", ["test", "-race", "-json", "./..."], {
    cwd: join(root, "services"),
    stderr: "inherit",
    reject: false,
  });
  const events = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => goEventSchema.parse(JSON.parse(line)));
  const count = (action: string) => events.filter(({ Action, Test }) => Action === action && Test !== undefined).length;
  const [passed, failed, skipped] = [count("pass"), count("fail"), count("skip")];
  if (exitCode !== 0) console.log(events.map(({ Output }) => Output ?? "").join(""));
  // A package that does not compile fails without a failed test.
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped };
}

async function cleanTree(): Promise<Tally> {
  const { stdout } = await execa("git", ["status", "--porcelain"], { cwd: root });
  if (stdout !== "") console.log(`\nnot committed, or written by a check:\n${stdout}`);
  return stdout === "" ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

const program = new Command("npm test --")
  .description("Everything that CI runs")
  .option("--only <part...>", `run only these: ${parts.map(({ name }) => name).join(", ")}`)
  .option("--clean-tree", "fail when the working tree has changes at the end")
  .action(main);

program.parseAsync().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
