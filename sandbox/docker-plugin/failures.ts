import type { Problem } from "./contract";
import { buildKitStep, isStepLine, lastLines, legacyStep } from "./steps";

/** What the messages may name. */
export interface Place {
  /** The engine's address. */
  readonly engine: string;
  /** The registry's host. */
  readonly registry: string;
}

/** A fault that one line of output gives away. */
interface Fault {
  readonly sign: RegExp;
  readonly problem: (place: Place) => Problem;
  /** `client` looks only at what the client itself says, so that a build step may print the same words. */
  readonly said: "client" | "anywhere";
}

const outside: readonly Fault[] = [
  {
    sign: /permission denied while trying to connect to the docker daemon/i,
    problem: ({ engine }) => ({ path: "engine", desired: `must let this user in at ${engine}` }),
    said: "client",
  },
  {
    sign: /cannot connect to the docker daemon|error during connect|failed to dial gRPC/i,
    problem: ({ engine }) => ({ path: "engine", desired: `must be reachable at ${engine}` }),
    said: "client",
  },
  {
    sign: /buildx component is missing|unknown flag: --progress/i,
    problem: () => ({
      path: "docker",
      desired: "must be a client with BuildKit: 20.10, or newer with its buildx plugin",
    }),
    said: "client",
  },
  {
    sign: /no space left on device|ENOSPC|disk quota exceeded/i,
    problem: () => ({ path: "engine", desired: "must have free disk space; `docker system df` shows what takes it" }),
    said: "anywhere",
  },
];

const inBuild: readonly Fault[] = [
  ...outside,
  {
    sign: /target stage .*could not be found|failed to reach build target/i,
    problem: () => ({ path: "build.target", desired: "must be a stage of the Dockerfile" }),
    said: "client",
  },
  {
    sign: /dockerfile parse error|Dockerfile.* cannot be empty/i,
    problem: () => ({ path: "build.dockerfile", desired: "must be a valid Dockerfile" }),
    said: "client",
  },
];

const inPush: readonly Fault[] = [
  ...outside,
  {
    sign: /server gave HTTP response to HTTPS client|x509:|tls: /i,
    problem: ({ registry }) => ({
      path: "registry",
      desired: `must be served over TLS that the engine trusts, or be in its insecure-registries (${registry})`,
    }),
    said: "client",
  },
  {
    sign: /connection refused|no such host|timeout|deadline exceeded|network is unreachable|no route to host/i,
    problem: ({ registry }) => ({ path: "registry", desired: `must be reachable from the engine at ${registry}` }),
    said: "client",
  },
  {
    sign: /name unknown|repository .*(?:does not exist|not found)/i,
    problem: () => ({ path: "imageName", desired: "must name a repository that exists in the registry" }),
    said: "client",
  },
  {
    sign: /denied|unauthorized|authentication required|no basic auth credentials|forbidden|insufficient_scope/i,
    problem: ({ registry }) => ({
      path: "registry",
      desired: `must accept the push with the given username and password (${registry})`,
    }),
    said: "client",
  },
];

/** Why `docker build` failed, from its output. */
export const explainBuild = (lines: readonly string[], place: Place): Problem =>
  recognise(inBuild, lines, place) ??
  buildKitStep(lines) ??
  legacyStep(lines) ?? { path: "build", desired: "must succeed; docker said", evidence: lastLines(lines) };

/** Why `docker push` failed, from its output. */
export const explainPush = (lines: readonly string[], place: Place): Problem =>
  recognise(inPush, lines, place) ?? {
    path: "registry",
    desired: `must take the image (${place.registry}); docker said`,
    evidence: lastLines(lines),
  };

function recognise(faults: readonly Fault[], lines: readonly string[], place: Place): Problem | undefined {
  for (const { sign, problem, said } of faults) {
    const witness = lines.findLast((line) => sign.test(line) && (said === "anywhere" || !isStepLine(line)));
    if (witness !== undefined)
      return { evidence: [witness.replace(/^#\d+ (?:ERROR: |[\d.]+ )?/, "").trim()], ...problem(place) };
  }
  return undefined;
}
