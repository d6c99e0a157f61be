import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { projectDir } from "../sandbox/paths";

const credentialsSchema = z.object({ current: z.string().min(1) });

/** Folder of the local state, under the project and out of git. */
export const localState = join(projectDir, ".berth", "state");

/**
 * Where Pulumi keeps its state, and the passphrase of the secrets in it.
 * Whoever has said so, by `pulumi login` or in the environment, is obeyed. Everybody else gets a folder under the project,
 * and the empty passphrase that stacks/Pulumi.dev.yaml is made for: dev holds no secret that matters.
 */
export async function stateEnvironment(): Promise<Record<string, string>> {
  const given = process.env;
  const home = given["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  // Our PULUMI_HOME holds plugins only; who is logged in where stays in the user's own.
  const env: Record<string, string> = { PULUMI_CREDENTIALS_PATH: given["PULUMI_CREDENTIALS_PATH"] ?? home };
  if (given["PULUMI_BACKEND_URL"] === undefined && !(await isLoggedIn(env["PULUMI_CREDENTIALS_PATH"] ?? home))) {
    await mkdir(localState, { recursive: true, mode: 0o700 });
    env["PULUMI_BACKEND_URL"] = `file://${localState}`;
  }
  const secured = given["PULUMI_CONFIG_PASSPHRASE"] ?? given["PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (secured === undefined) env["PULUMI_CONFIG_PASSPHRASE"] = "";
  return env;
}

async function isLoggedIn(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, "credentials.json"), "utf8").catch(() => "{}");
  return credentialsSchema.safeParse(JSON.parse(text)).success;
}
