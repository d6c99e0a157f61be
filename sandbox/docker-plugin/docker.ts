import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { Failure } from "./contract";
import { signalTree } from "./process-tree";

/** How long docker may take to stop a build in good order before it is killed. */
const graceMs = 2_000;

export interface DockerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Passed every line as it comes; what it gives is what is kept, so nothing hidden survives. */
  readonly onLine: (line: string) => string;
}

export interface DockerResult {
  readonly succeeded: boolean;
  readonly lines: readonly string[];
}

/** Runs the docker client and answers for every process it starts. */
export class Docker {
  readonly #running = new Set<ChildProcess>();
  #cancelled = false;

  async run(args: readonly string[], { env, onLine }: DockerOptions): Promise<DockerResult> {
    this.#refuseWhenCancelled();
    const child = spawn("docker", args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#running.add(child);
    const lines: string[] = [];
    const read = async (stream: Readable): Promise<void> => {
      for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
        lines.push(onLine(stripVTControlCharacters(line)));
      }
    };
    try {
      const [code] = await Promise.all([ended(child), read(child.stdout), read(child.stderr)]);
      this.#refuseWhenCancelled();
      return { succeeded: code === 0, lines };
    } finally {
      this.#running.delete(child);
    }
  }

  /** Ends what runs and starts nothing more. */
  cancel(): void {
    this.#cancelled = true;
    this.#signal("SIGTERM");
    setTimeout(() => this.kill(), graceMs).unref();
  }

  /** Leaves no process behind, at once. */
  kill(): void {
    this.#cancelled = true;
    this.#signal("SIGKILL");
  }

  #signal(signal: "SIGTERM" | "SIGKILL"): void {
    for (const { pid } of this.#running) if (pid !== undefined) signalTree(pid, signal);
  }

  #refuseWhenCancelled(): void {
    if (this.#cancelled) throw new Failure([{ path: "build", desired: "must run to its end; it was cancelled" }]);
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", ({ message }) => {
      reject(new Failure([{ path: "docker", desired: "must be on PATH and executable", evidence: [message] }]));
    });
    child.once("close", (code) => resolve(code));
  });
}
