import { execa } from "execa";

export interface LoadResult {
  readonly sent: number;
  readonly failed: number;
  readonly report: string;
}

/**
 * Sends requests from inside the cluster's network to one of its Services until `end` resolves, over connections that
 * are kept open: those are what a rollout breaks first. Nothing leaves the sandbox: `enter` puts wrk into its network.
 */
export async function loadDuring(enter: readonly string[], url: string, seconds: number): Promise<LoadResult> {
  const [program = "", ...rest] = [...enter, "wrk", "-t1", "-c20", `-d${seconds}s`, "--timeout", "5s", url];
  const { stdout } = await execa(program, rest);
  const sent = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0);
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout);
  const status = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
  const errors = [...(socket?.slice(1) ?? []), ...(status?.slice(1) ?? [])];
  return { sent, failed: errors.reduce((sum, count) => sum + Number(count), 0), report: stdout };
}
