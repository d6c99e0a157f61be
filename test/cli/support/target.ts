import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Target } from "../../../cli/target";

const settings = {
  kubeContext: "berth-sandbox",
  registry: "localhost:5000",
  gatewayUrl: "http://localhost:8080",
  namespace: "berth",
};

/** A target whose programs are shell scripts; each gets its arguments as `$*`. */
export async function fakeTarget(
  programs: Readonly<Record<string, string>>,
): Promise<Target & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "berth-test-"));
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const env = { PATH: [folder, process.env["PATH"] ?? ""].join(delimiter) };
  return { settings, env, notices: [], folder };
}
