import { access, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { RegistrySpec } from "./inputs";

const configSchema = z.looseObject({
  auths: z.record(z.string(), z.unknown()).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});

/** What else the client looks up beside its configuration file. */
const neighbours = ["cli-plugins", "contexts", "certs.d"];

/**
 * Makes a configuration folder for the docker client that holds one registry's credentials on top of the user's own:
 * nothing of them shows in the process list, and nothing stays in the user's home.
 * @see https://docs.docker.com/reference/cli/docker/#configuration-files
 */
export async function writeCredentials(
  folder: string,
  key: string,
  { username, password }: RegistrySpec,
): Promise<void> {
  const home = process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker");
  await mkdir(folder, { mode: 0o700 });
  for (const name of neighbours) {
    if (await exists(join(home, name))) await symlink(join(home, name), join(folder, name));
  }
  const config = await readConfig(join(home, "config.json"));
  const merged = {
    ...config,
    auths: { ...config.auths, [key]: { auth: Buffer.from(`${username}:${password}`).toString("base64") } },
    // An empty helper says that these credentials are in this file, even where all others are in a keychain.
    credHelpers: { ...config.credHelpers, [key]: "" },
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(merged), { mode: 0o600 });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function readConfig(path: string): Promise<z.output<typeof configSchema>> {
  try {
    return configSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return {};
  }
}
