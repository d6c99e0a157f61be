import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxDir } from "../paths";
import { run } from "../run";
import { registryAddress } from "./addresses";
import { dockerSocket } from "./configs";

/** Folder with the docker client that fits the sandbox's engine; it goes first on PATH. */
export const clientDir = join(sandboxDir, "bin");
export const dockerEnv = { DOCKER_HOST: `unix://${dockerSocket}`, DOCKER_BUILDKIT: "1" };

/** A program as an image: nothing in it but the static binary. */
export interface ProgramImage {
  /** Name under which manifests ask for it, without the registry: the sandbox's registry answers for all of them. */
  readonly name: string;
  readonly binary: string;
}

/**
 * Clients before version 23 drive BuildKit themselves, later ones need the buildx plugin.
 * The first client on this machine that can is linked into `clientDir`.
 */
export async function chooseDockerClient(): Promise<void> {
  await mkdir(clientDir, { recursive: true });
  const found = (await run("which", ["-a", "docker"]).catch(() => "")).split("\n");
  const candidates = [...new Set([...found, "/usr/bin/docker"])].filter(
    (path) => path !== "" && !path.startsWith(clientDir),
  );
  for (const path of candidates) {
    if (!(await drivesBuildKit(path))) continue;
    await rm(join(clientDir, "docker"), { force: true });
    return symlink(path, join(clientDir, "docker"));
  }
}

async function drivesBuildKit(client: string): Promise<boolean> {
  const version = await run(client, ["version", "--format", "{{.Client.Version}}"], { env: dockerEnv }).catch(() => "");
  if (version === "") return false;
  if (Number.parseInt(version, 10) < 23) return true;
  return run(client, ["buildx", "version"]).then(
    () => true,
    () => false,
  );
}

/** Puts a program into the registry, unless just this binary is there already. */
export async function publishProgram({ name, binary }: ProgramImage): Promise<void> {
  const { size, mtimeMs } = await stat(binary);
  await once(`${name} ${size} ${mtimeMs}`, name, async () => {
    const folder = await mkdtemp(join(tmpdir(), "berth-image-"));
    try {
      await copyFile(binary, join(folder, "program"));
      await writeFile(join(folder, "Dockerfile"), `FROM scratch\nCOPY program /program\nENTRYPOINT ["/program"]\n`);
      const reference = `${registryAddress}/${name}`;
      await docker(["build", "--quiet", "--tag", reference, folder]);
      await docker(["push", "--quiet", reference]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

export async function docker(args: readonly string[]): Promise<string> {
  return run(join(clientDir, "docker"), args, { env: dockerEnv });
}

/** Does the work when `mark` is not what was noted after the last time. */
export async function once(mark: string, key: string, work: () => Promise<void>): Promise<void> {
  const file = join(sandboxDir, "marks", key.replaceAll(/[/:]/g, "_"));
  if ((await readFile(file, "utf8").catch(() => "")) === mark) return;
  await work();
  await mkdir(join(sandboxDir, "marks"), { recursive: true });
  await writeFile(file, mark);
}
