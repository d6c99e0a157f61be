/** The official plugin whose contract is kept; the engine warns when a plugin's version differs from its SDK's. */
export const pluginName = "docker";
export const pluginVersion = "5.2.0";
export const imageType = "docker:index/image:Image";

export const announcement = `docker: stand-in of berth's sandbox for the official docker plugin v${pluginVersion} (drives the local engine)`;

/** One thing that the user can mend; `path` is the argument as the user wrote it. */
export interface Problem {
  readonly path: string;
  readonly desired: string;
  /** Lines that show it, such as the end of a build's output. */
  readonly evidence?: readonly string[];
}

/** Problems of one resource, printed as they stand, without a stack trace. */
export class ContractError extends Error {
  override name = "ContractError";

  constructor(verb: string, kind: string, name: string, problems: readonly Problem[]) {
    const lines = problems.flatMap(({ path, desired, evidence = [] }) => [
      `  ${path}: ${desired}`,
      ...evidence.map((line) => `    ${line}`),
    ]);
    super([`Cannot ${verb} ${kind} "${name}":`, ...lines].join("\n"));
  }
}

/** What a build or a push found wrong, before anyone knows which resource it was for. */
export class Failure extends Error {
  override name = "Failure";

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ path, desired }) => `${path}: ${desired}`).join("\n"));
  }
}

export interface Urn {
  readonly type: string;
  readonly name: string;
}

/**
 * Type and name of `urn:pulumi:<stack>::<project>::<parents>$<type>::<name>`.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export function parseUrn(urn: string): Urn {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

export function assertImage(urn: string): Urn {
  const parsed = parseUrn(urn);
  if (parsed.type === imageType) return parsed;
  const desired = `must be ${imageType}; everything else needs the official docker plugin v${pluginVersion}`;
  throw new ContractError("manage", parsed.type, parsed.name, [{ path: "type", desired }]);
}
