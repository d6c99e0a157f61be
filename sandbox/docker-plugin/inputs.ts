import { z } from "zod";
import { Failure } from "./contract";
import { unknownValue, type Properties } from "./values";

/** A field that may be left out, or not be known before the update. */
const known = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === null || value === unknownValue ? undefined : value), schema.optional());

/** A list without its unknown members, as the official plugin reads it in a preview. */
const list = z
  .array(known(z.string()), { error: "must be a list of strings" })
  .transform((items) => items.filter((item) => item !== undefined));

const buildSchema = z.object({
  context: known(z.string()),
  dockerfile: known(z.string()),
  target: known(z.string()),
  platform: known(z.string()),
  network: known(z.string()),
  builderVersion: known(z.enum(["BuilderBuildKit", "BuilderV1"])),
  args: known(z.record(z.string(), known(z.string()))),
  addHosts: known(list),
  /** An empty `cacheFrom` is an error of the contract; unknown images are none. */
  cacheFrom: known(z.object({ images: z.preprocess((value) => (value === unknownValue ? [] : value), list) })),
});

const registrySchema = z.object({
  server: known(z.string()),
  username: known(z.string()),
  password: known(z.string()),
});

/** Fields outside the contract stay in state and are otherwise ignored, as the official plugin does. */
const imageSchema = z.object({
  imageName: known(z.string()),
  skipPush: known(z.boolean()),
  buildOnPreview: known(z.boolean()),
  registry: known(registrySchema),
  build: known(buildSchema),
});

export interface RegistrySpec {
  readonly server: string;
  readonly username: string;
  readonly password: string;
}

/** What is known of one image, with the contract's defaults. */
export interface ImageSpec {
  readonly imageName: string | undefined;
  readonly skipPush: boolean;
  readonly buildOnPreview: boolean;
  readonly registry: RegistrySpec;
  readonly context: string | undefined;
  readonly dockerfile: string | undefined;
  readonly target: string | undefined;
  readonly platform: string | undefined;
  readonly network: string | undefined;
  readonly legacyBuilder: boolean;
  readonly args: ReadonlyMap<string, string>;
  readonly addHosts: readonly string[];
  readonly cacheFrom: readonly string[];
}

export function parseInputs(inputs: Properties): ImageSpec {
  const { data, error } = imageSchema.safeParse(inputs);
  if (error) throw new Failure(error.issues.map(({ path, message }) => ({ path: path.join("."), desired: message })));
  const { imageName, skipPush = false, buildOnPreview = false, registry, build } = data;
  const args = Object.entries(build?.args ?? {});
  return {
    imageName,
    skipPush,
    buildOnPreview,
    registry: {
      server: registry?.server ?? "",
      username: registry?.username ?? "",
      password: registry?.password ?? "",
    },
    context: build?.context,
    dockerfile: build?.dockerfile,
    target: build?.target,
    platform: build?.platform,
    network: build?.network,
    legacyBuilder: build?.builderVersion === "BuilderV1",
    args: new Map(args.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    addHosts: build?.addHosts ?? [],
    cacheFrom: build?.cacheFrom?.images ?? [],
  };
}

/** What must not be shown to anyone, by the name to show instead. */
export const hiddenValues = ({ args, registry, imageName = "" }: ImageSpec): Map<string, string> =>
  new Map([
    ...[...args]
      // The name of the image is shown everywhere: a value that is part of it, such as its tag, is no secret.
      .filter(([, value]) => !imageName.includes(value))
      .map(([key, value]): [string, string] => [`build arg ${key}`, value]),
    ["registry.password", registry.password],
  ]);
