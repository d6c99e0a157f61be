import { buildImage, type BuildHost } from "./build";
import { checkImage } from "./check";
import { isBuildable } from "./command";
import { assertImage, ContractError, Failure, type Problem } from "./contract";
import { diffImage, inputsKey, type Change } from "./diff";
import type { Docker } from "./docker";
import { parseInputs } from "./inputs";
import { containsUnknowns, isProperties, isUnknown, plain, secret, type Properties } from "./values";

export type Severity = "debug" | "info" | "warning" | "error";

/** Where messages go: to one resource in the engine's output. */
export interface Log {
  (severity: Severity, message: string, about: { readonly urn: string; readonly ephemeral?: boolean }): void;
}

export interface Created {
  readonly id: string;
  readonly properties: Properties;
}

/** The contract of `docker:index/image:Image`, free of the protocol it is spoken in. */
export class ImageProvider {
  #env: Readonly<Record<string, string>> = {};

  constructor(
    readonly docker: Docker,
    private readonly log: Log,
  ) {}

  configure(env: Readonly<Record<string, string>>): void {
    this.#env = env;
  }

  async check(urn: string, news: Properties): Promise<Properties> {
    const { inputs, notices } = await reporting(urn, () => checkImage(news));
    for (const notice of notices) this.log("info", notice, { urn });
    return inputs;
  }

  diff(urn: string, olds: Properties, oldInputs: Properties, news: Properties): ReadonlyMap<string, Change> {
    assertImage(urn);
    return diffImage(olds, oldInputs, news);
  }

  /** Builds and pushes; in a preview it only builds, and only where `buildOnPreview` asks for it. */
  async create(urn: string, inputs: Properties, preview: boolean): Promise<Created> {
    const given = plain(inputs);
    const spec = await reporting(urn, () => Promise.resolve(parseInputs(given)));
    if (preview && !this.#previewable(urn, given)) return { id: "", properties: inputs };
    return reporting(urn, async () => {
      if (!isBuildable(spec)) throw new Failure([{ path: "build", desired: "must be known before the update" }]);
      const outputs = await buildImage(spec, !spec.skipPush && !preview, this.#hostFor(urn));
      return { id: spec.imageName, properties: { ...outputs, [inputsKey]: secret(given) } };
    });
  }

  #previewable(urn: string, inputs: Properties): boolean {
    const { buildOnPreview, build, imageName } = inputs;
    if (buildOnPreview === false) return false;
    const missing = isProperties(build) ? [build["dockerfile"], build["context"], build["args"], imageName] : [build];
    if (isProperties(build) && !isUnknown(buildOnPreview) && !missing.some(containsUnknowns)) return true;
    const message = "buildOnPreview: nothing is built in this preview, because some of its inputs are not known yet";
    this.log("warning", message, { urn });
    return false;
  }

  #hostFor(urn: string): BuildHost {
    return {
      docker: this.docker,
      env: this.#env,
      status: (line) => this.log("info", line, { urn, ephemeral: true }),
      log: (severity, message) => this.log(severity, message, { urn }),
    };
  }
}

/** Gives failures the name of the resource they happened to. */
async function reporting<T>(urn: string, work: () => Promise<T>): Promise<T> {
  const { name } = assertImage(urn);
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw new ContractError("build", "Image", name, error.problems);
    if (isSystemError(error)) throw new ContractError("build", "Image", name, [fileProblem(error)]);
    throw error;
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "syscall" in error;

const fileProblem = ({ code, message }: NodeJS.ErrnoException): Problem =>
  code === "ENOSPC" || code === "EDQUOT"
    ? { path: "disk", desired: "must have free space in the folder for temporary files" }
    : { path: "build", desired: "must be able to read its files", evidence: [message] };
