import type { Problem } from "./contract";

/** An image's name, taken apart and with Docker Hub's shorthands written out. */
export interface Reference {
  readonly domain: string;
  readonly path: string;
  /** Whether the name was written with its registry, so that nobody has to guess where it is pushed. */
  readonly qualified: boolean;
}

const hub = "docker.io";
/** @see https://github.com/distribution/reference/blob/v0.6.0/regexp.go */
const domainPattern = /^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const pathPattern = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/;
const suffixPattern = /(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]{32,})?$/;

export const malformedName: Problem = { path: "imageName", desired: "must be of the form registry/repository:tag" };

/** Undefined when no registry would take the name. */
export function parseReference(imageName: string): Reference | undefined {
  const name = imageName.replace(suffixPattern, "");
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const hasDomain = /[.:A-Z]/.test(first) || first === "localhost";
  const domain = !hasDomain || first === `index.${hub}` ? hub : first;
  const rest = hasDomain ? name.slice(slash + 1) : name;
  const path = domain === hub && !rest.includes("/") ? `library/${rest}` : rest;
  if (!domainPattern.test(domain) || !pathPattern.test(path)) return undefined;
  return { domain, path, qualified: name === `${domain}/${path}` };
}

export const repositoryOf = ({ domain, path }: Reference): string => `${domain}/${path}`;

/** Under which name the docker client looks for credentials: a host, or Docker Hub's historical address. */
export function credentialsKey(server: string | undefined, { domain }: Reference): string {
  const host = server === undefined || server === "" ? domain : server.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return [hub, `index.${hub}`, `registry-1.${hub}`].includes(host) ? `https://index.${hub}/v1/` : host;
}
