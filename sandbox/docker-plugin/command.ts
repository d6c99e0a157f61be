import { resolve } from "node:path";
import type { ImageSpec } from "./inputs";

/** The fields without which nothing can be built. */
export type BuildableSpec = ImageSpec & {
  readonly imageName: string;
  readonly context: string;
  readonly dockerfile: string;
};

export const isBuildable = (spec: ImageSpec): spec is BuildableSpec =>
  spec.imageName !== undefined && spec.context !== undefined && spec.dockerfile !== undefined;

/** One call of the docker client. */
export interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Names that the docker client, its plugins or the system's loader would take as their own settings. */
const reserved =
  /^(?:PATH|HOME|TMPDIR|SHELL|GO[A-Z]+|(?:LD|DOCKER|BUILDX|BUILDKIT|COMPOSE|XDG|SSH|OTEL)_\w+|\w+_proxy)$/i;
const isName = /^[A-Za-z_]\w*$/;

/**
 * `docker build` for one image. The values of build arguments travel in the environment, where the process list does
 * not show them, except for the few names that would mean something to the client itself.
 */
export function buildCommand(spec: BuildableSpec, imageIdFile: string, defaultNetwork: string | undefined): Command {
  const network = spec.network ?? defaultNetwork;
  const args = [...spec.args].map(([key, value]) => ({ key, value, open: reserved.test(key) || !isName.test(key) }));
  return {
    args: [
      "build",
      ...(spec.legacyBuilder ? [] : ["--progress=plain"]),
      `--iidfile=${imageIdFile}`,
      `--tag=${spec.imageName}`,
      `--file=${resolve(spec.dockerfile)}`,
      ...option("platform", spec.platform),
      ...option("target", spec.target),
      ...option("network", network),
      ...spec.addHosts.map((host) => `--add-host=${host}`),
      ...spec.cacheFrom.map((image) => `--cache-from=${image}`),
      ...args.map(({ key, value, open }) => `--build-arg=${open ? `${key}=${value}` : key}`),
      resolve(spec.context),
    ],
    env: {
      ...Object.fromEntries(args.filter(({ open }) => !open).map(({ key, value }) => [key, value])),
      DOCKER_BUILDKIT: spec.legacyBuilder ? "0" : "1",
      // The builder inside the engine, whatever other builders the user has: only there the image can be pushed from.
      BUILDX_BUILDER: "default",
      // One manifest per image, as the engine's own build gives.
      BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
    },
  };
}

const option = (name: string, value: string | undefined): string[] =>
  value === undefined || value === "" ? [] : [`--${name}=${value}`];
