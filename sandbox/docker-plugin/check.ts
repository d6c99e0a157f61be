import { stat } from "node:fs/promises";
import { isAbsolute, join, posix } from "node:path";
import { contextDigest } from "./context";
import { Failure, type Problem } from "./contract";
import { parseInputs, type ImageSpec } from "./inputs";
import { malformedName, parseReference } from "./reference";
import { isProperties, isUnknown, plain, secret, type Properties } from "./values";

/** Docker's names for processors, where they differ from Node's. */
const processors: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386", ppc64: "ppc64le", mipsel: "mipsle" };

export const machinePlatform = `linux/${processors[process.arch] ?? process.arch}`;

export interface Checked {
  readonly inputs: Properties;
  /** What the user should know although nothing is wrong. */
  readonly notices: readonly string[];
}

/**
 * The inputs with defaults filled in and `build.contextDigest` added, which turns a changed file into a difference.
 * Unknown fields stay unknown, and what depends on them is checked in the update.
 */
export async function checkImage(news: Properties): Promise<Checked> {
  const given = plain(news);
  const asked = parseInputs(given);
  const inputs = withDefaults(given, asked);
  const spec = parseInputs(inputs);

  const problems = [...nameProblems(inputs, spec), ...(await fileProblems(spec))];
  if (problems.length > 0) throw new Failure(problems);

  return {
    inputs: withSecretPassword(withDigest(inputs, spec)),
    notices: asked.platform === undefined && spec.platform !== undefined ? [platformNotice] : [],
  };
}

const platformNotice = `Building for ${machinePlatform}, the platform of this machine; set build.platform to choose another`;

function withDefaults(inputs: Properties, { buildOnPreview }: ImageSpec): Properties {
  const given = inputs["build"] ?? {};
  if (!isProperties(given)) return { ...inputs, buildOnPreview };
  const { context = ".", platform = machinePlatform } = given;
  // Beside an unknown context the Dockerfile's default is unknown, too.
  const beside =
    typeof context === "string" && !isUnknown(context) ? { dockerfile: posix.join(context, "Dockerfile") } : {};
  return { ...inputs, buildOnPreview, build: { ...beside, ...given, context, platform } };
}

function withDigest(inputs: Properties, { context, dockerfile }: ImageSpec): Properties {
  const { build } = inputs;
  if (!isProperties(build) || context === undefined || dockerfile === undefined) return inputs;
  return { ...inputs, build: { ...build, contextDigest: contextDigest(context, dockerfile) } };
}

/** The engine strips secrets before it asks; this one has to be a secret in state even when the program forgot. */
function withSecretPassword(inputs: Properties): Properties {
  const { registry } = inputs;
  const password = isProperties(registry) ? registry["password"] : undefined;
  if (!isProperties(registry) || password === undefined || isUnknown(password)) return inputs;
  return { ...inputs, registry: { ...registry, password: secret(password) } };
}

function nameProblems(inputs: Properties, { imageName, skipPush, cacheFrom, registry }: ImageSpec): Problem[] {
  if (inputs["imageName"] === undefined) return [{ path: "imageName", desired: "must be set" }];
  if (imageName === undefined) return [];
  const reference = parseReference(imageName);
  if (reference === undefined) return [malformedName];
  const usesRegistry = !skipPush || cacheFrom.length > 0;
  if (!usesRegistry || registry.server !== "" || reference.qualified) return [];
  const desired = "must be fully qualified, such as docker.io/team/app:tag (or set registry.server)";
  return [{ path: "imageName", desired }];
}

async function fileProblems({ context, dockerfile }: ImageSpec): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (context !== undefined && !(await stat(context).catch(() => undefined))?.isDirectory()) {
    problems.push({ path: "build.context", desired: `must be an existing folder; there is none at "${context}"` });
  }
  if (dockerfile !== undefined && !(await isFile(dockerfile))) {
    const inContext = context === undefined || isAbsolute(dockerfile) ? undefined : join(context, dockerfile);
    const hint = inContext !== undefined && (await isFile(inContext)) ? `; "${inContext}" is one` : "";
    problems.push({
      path: "build.dockerfile",
      desired: `must be an existing file; there is none at "${dockerfile}"${hint}`,
    });
  }
  return problems;
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;
