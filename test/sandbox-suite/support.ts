import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import * as z from "zod";

/** The checkout under test. */
export const checkout = resolve(__dirname, "..", "..");

/** A sandbox of the suite's own, so that a developer's is left alone; the toolchain is shared. */
export const suiteEnvironment = {
  BERTH_SANDBOX: "sandbox-test",
  BERTH_API_PORT: "17443",
  BERTH_REGISTRY_PORT: "5051",
  BERTH_GATEWAY_PORT: "8081",
} as const;

const cache = process.env["BERTH_CACHE"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "berth");
export const sandboxFolder = join(cache, suiteEnvironment.BERTH_SANDBOX);

export const gateway = `http://localhost:${suiteEnvironment.BERTH_GATEWAY_PORT}`;
export const registry = `localhost:${suiteEnvironment.BERTH_REGISTRY_PORT}`;

export interface Result {
  readonly code: number;
  /** Both streams, in the order in which they were written. */
  readonly output: string;
  readonly seconds: number;
}

/** The commands that put a program into the network of the cluster. */
export async function insideCluster(): Promise<string[]> {
  const record = z.object({ pid: z.int() }).parse(JSON.parse(await readFile(join(sandboxFolder, "box.json"), "utf8")));
  return ["nsenter", "--target", String(record.pid), "--mount", "--", "nsenter", "--net=/run/netns/node", "--"];
}

/** Adds a line to the settings of a stack. */
export const add = (line: string) => (text: string) => text.replace("config:\n", `config:\n  ${line}\n`);

/** Puts one text in the place of another, which has to be there. */
export const swap = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`the file has no ${from}`);
  return text.replace(from, to);
};

/** A copy of the checkout with state of its own, in which the suite may change files. */
export class Clone {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Clone> {
    const folder = await mkdtemp(join(tmpdir(), "berth-clone-"));
    // Files that git does not know yet belong to the checkout as well; what it ignores does not.
    const list = await execa("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
      cwd: checkout,
    });
    await execa("tar", ["--create", "--null", "--ignore-failed-read", "--files-from=-"], {
      cwd: checkout,
      input: list.stdout,
      encoding: "buffer",
      buffer: false,
    }).pipe("tar", ["--extract", "--directory", folder]);
    await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
    const clone = new Clone(folder);
    await clone.edit("stacks/Pulumi.dev.yaml", add(`berth:registry: ${registry}\n  berth:gatewayUrl: ${gateway}`));
    return clone;
  }

  /** Runs one of the scripts of package.json, as a user would. */
  async npm(script: string, ...args: readonly string[]): Promise<Result> {
    return this.run("npm", ["run", "--silent", script, "--", ...args]);
  }

  async run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    const start = Date.now();
    const { exitCode, all } = await execa(program, args, {
      cwd: this.folder,
      env: { ...suiteEnvironment, ...env },
      all: true,
      reject: false,
      stdin: "ignore",
    });
    return { code: exitCode ?? -1, output: all, seconds: (Date.now() - start) / 1000 };
  }

  /** Runs a script of package.json and presses Ctrl-C after some seconds: the signal goes to the whole process group. */
  async interrupted(seconds: number, script: string): Promise<void> {
    const child = execa("npm", ["run", "--silent", script], {
      cwd: this.folder,
      env: suiteEnvironment,
      detached: true,
      reject: false,
      stdin: "ignore",
      all: true,
    });
    setTimeout(() => process.kill(-(child.pid ?? 0), "SIGINT"), seconds * 1000);
    await child;
  }

  async edit(file: string, change: (text: string) => string): Promise<void> {
    const path = join(this.folder, file);
    await writeFile(path, change(await readFile(path, "utf8")));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
