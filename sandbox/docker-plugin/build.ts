import { readFile, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { buildCommand, type BuildableSpec } from "./command";
import { Failure } from "./contract";
import { writeCredentials } from "./credentials";
import type { Docker, DockerResult } from "./docker";
import { explainBuild, explainPush, type Place } from "./failures";
import { hiddenValues } from "./inputs";
import { redactor } from "./redact";
import { credentialsKey, malformedName, parseReference, repositoryOf, type Reference } from "./reference";
import { withScratch } from "./scratch";
import type { Properties } from "./values";

export interface BuildHost {
  readonly docker: Docker;
  /** Settings of the provider, such as DOCKER_HOST. */
  readonly env: Readonly<Record<string, string>>;
  /** A line of progress, shown while it lasts. */
  readonly status: (line: string) => void;
  readonly log: (severity: "debug" | "info" | "warning", message: string) => void;
}

/** One image on its way. */
interface Job extends BuildHost {
  readonly spec: BuildableSpec;
  readonly reference: Reference;
  readonly place: Place;
  readonly scratch: string;
}

type Environment = Readonly<Record<string, string>>;

/** Builds one image, pushes it when asked to, and gives the outputs of the contract. */
export function buildImage(spec: BuildableSpec, push: boolean, host: BuildHost): Promise<Properties> {
  const reference = parseReference(spec.imageName);
  if (reference === undefined) throw new Failure([malformedName]);
  const engine = host.env["DOCKER_HOST"] ?? process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";

  return withScratch(async (scratch) => {
    const job: Job = { ...host, spec, reference, scratch, place: { engine, registry: reference.domain } };
    const login = await logIn(job);
    await pullCaches(job, login);
    const imageId = await build(job, login);
    return {
      dockerfile: await seenFromContext(spec),
      context: spec.context,
      baseImageName: spec.imageName,
      registryServer: spec.registry.server,
      imageName: spec.imageName,
      repoDigest: push ? await pushed(job, login, imageId) : imageId,
      ...(spec.platform === undefined ? {} : { platform: spec.platform }),
    };
  });
}

function docker({ docker, env, spec, status }: Job, args: readonly string[], more: Environment): Promise<DockerResult> {
  const show = redactor(hiddenValues(spec));
  return docker.run(args, {
    env: { ...process.env, ...env, ...more },
    onLine: (line) => {
      const shown = show(line);
      if (shown.trim() !== "") status(shown);
      return shown;
    },
  });
}

/** What lets the client into the registry; nothing when its own configuration has to do. */
async function logIn({ spec, reference, scratch, log }: Job): Promise<Environment> {
  const { username, password, server } = spec.registry;
  if (spec.skipPush && spec.cacheFrom.length === 0) return {};
  if (username === "" || password === "") {
    const missing = username === "" ? "username" : "password";
    if (username !== password)
      log("warning", `registry.${missing} is not set; using the docker client's own credentials`);
    return {};
  }
  const folder = join(scratch, "docker-config");
  await writeCredentials(folder, credentialsKey(server, reference), spec.registry);
  return { DOCKER_CONFIG: folder };
}

/** Images to take layers from; one that is not there yet is no fault. */
async function pullCaches(job: Job, login: Environment): Promise<void> {
  const { cacheFrom, platform } = job.spec;
  for (const image of cacheFrom) {
    const args = ["pull", ...(platform === undefined ? [] : [`--platform=${platform}`]), image];
    const { succeeded, lines } = await docker(job, args, login);
    if (!succeeded)
      job.log("info", `build.cacheFrom: ${image} is not available: ${lines.at(-1) ?? "docker pull failed"}`);
  }
}

async function build(job: Job, login: Environment): Promise<string> {
  const idFile = join(job.scratch, "image-id");
  const { args, env } = buildCommand(job.spec, idFile, process.env["BERTH_BUILD_NETWORK"]);
  const { succeeded, lines } = await docker(job, args, { ...env, ...login });
  if (succeeded) return (await readFile(idFile, "utf8")).trim();
  job.log("debug", lines.join("\n"));
  throw new Failure([explainBuild(lines, job.place)]);
}

/** Pushes and gives the digest under which the registry serves the image; the engine's note is the second choice. */
async function pushed(job: Job, login: Environment, imageId: string): Promise<string> {
  job.status("Pushing the image to its registry");
  const { succeeded, lines } = await docker(job, ["push", job.spec.imageName], login);
  if (!succeeded) {
    job.log("debug", lines.join("\n"));
    throw new Failure([explainPush(lines, job.place)]);
  }
  const repository = repositoryOf(job.reference);
  const digest = lines
    .map((line) => /: digest: (\S+) size: \d+$/.exec(line)?.[1])
    .findLast((found) => found !== undefined);
  if (digest !== undefined) return `${repository}@${digest}`;

  job.log("warning", "The push reported no digest; taking the one that the engine noted");
  const inspect = ["image", "inspect", "--format={{range .RepoDigests}}{{println .}}{{end}}", imageId];
  const noted = (await docker(job, inspect, {})).lines.find((line) => line.startsWith(`${repository}@`));
  if (noted === undefined)
    throw new Failure([{ path: "registry", desired: "must report the digest of what was pushed" }]);
  return noted;
}

/** Where the Dockerfile is, seen from the context. */
async function seenFromContext({ context, dockerfile }: BuildableSpec): Promise<string> {
  return relative(await realpath(context), await realpath(dockerfile))
    .split(sep)
    .join("/");
}
