import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { registryAddress } from "./support/addresses";
import { input, parseArgs } from "./support/args";
import { contextDigest } from "./support/digest";
import { nodePlatform, pinnedImage } from "./support/images";
import { headline } from "./support/problems";
import { rewrite, type Transform } from "./support/transform";

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

export const buildSchema = z
  .strictObject({
    /** Folder that the builder gets, less what .dockerignore leaves out; relative to the folder of the program. */
    context: z.string().refine(isFolder, {
      error: ({ input: folder }) => `must be an existing folder (looked for ${resolve(String(folder))})`,
    }),
    /** The Dockerfile, relative to `context`. @default "Dockerfile" */
    dockerfile: z.string().default("Dockerfile"),
    /** Stage of the Dockerfile to build; the last one when left out. */
    target: z.string().min(1).optional(),
    /**
     * Build arguments. Never secrets: they stay readable in the image's history. @default {}
     * `VERSION` is set to the content digest.
     */
    args: z
      .record(z.string(), z.string())
      .refine((args) => !("VERSION" in args), { path: ["VERSION"], error: "is set to the content digest" })
      .default({}),
  })
  .refine(({ context, dockerfile }) => !isFolder(context) || isFile(resolve(context, dockerfile)), {
    path: ["dockerfile"],
    error: "must be an existing file, relative to context",
  });

export const imageSchema = buildSchema.safeExtend({
  /** Address of the registry, without scheme, such as `localhost:5000`. */
  registry: input(registryAddress),
  /** What the nodes run. @see https://docs.docker.com/build/building/multi-platform/ */
  platform: nodePlatform,
});

export type BuildSpec = z.output<typeof buildSchema>;
export type ImageSpec = z.output<typeof imageSchema>;
export type ImageArgs = z.input<typeof imageSchema> & {
  /** Rewrites the arguments of the build just before it is declared. */
  transform?: Transform<docker.ImageArgs, ReturnType<typeof imageArgs>> | undefined;
};

/**
 * One image, built from a folder, pushed to a registry and known by its digest.
 *
 * ```ts
 * const image = new Image("orders", { context: "../orders", registry: "localhost:5000", platform: "linux/amd64" });
 * ```
 *
 * *Creates* a `docker.Image`. It is built again only when its content, Dockerfile, target, arguments or platform change.
 * *Cost*: space in the registry; old tags are never deleted.
 * *Errors*: a folder or Dockerfile that does not exist; a builder that reports no digest.
 */
export class Image extends pulumi.ComponentResource {
  /** What a workload runs: `name@sha256:…`. */
  readonly ref: pulumi.Output<string>;
  /** Digest of the content that the image was built from (16 hexadecimal digits); known before it is built. */
  readonly version: string;

  constructor(name: string, { transform, ...args }: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("berth:index:Image", name, args, opts);
    const spec = parseArgs(this, "Image", name, imageSchema, args);

    this.version = imageVersion(spec);
    const image = new docker.Image(name, rewrite(imageArgs(name, spec, this.version), transform), { parent: this });

    this.ref = image.repoDigest.apply((digest) => pinned(this, name, digest));
    this.registerOutputs({ ref: this.ref, version: this.version });
  }
}

/** The Dockerfile as the file system knows it. */
const dockerfilePath = ({ context, dockerfile }: BuildSpec) => resolve(context, dockerfile);

/** Relative, so that the state does not depend on where the repository was cloned to. */
const fromProgram = (path: string) => relative(process.cwd(), resolve(path)) || ".";

function imageVersion({ target, args, platform, ...build }: ImageSpec): string {
  return contextDigest(resolve(build.context), resolve(build.context, build.dockerfile), {
    target,
    platform,
    args: Object.entries(args).sort(),
  });
}

export function imageArgs(name: string, spec: ImageSpec, version: string) {
  return {
    imageName: pulumi.interpolate`${spec.registry}/${name}:${version}`,
    build: {
      context: fromProgram(spec.context),
      dockerfile: fromProgram(dockerfilePath(spec)),
      platform: spec.platform,
      args: { ...spec.args, VERSION: version },
      ...(spec.target !== undefined && { target: spec.target }),
    },
  } satisfies docker.ImageArgs;
}

/**
 * The provider answers `<none>@<none>` when the registry told no digest. This is known only after the push, hence the
 * one check inside `apply`: an update that stops here is better than pods that cannot start.
 */
export function pinned(owner: pulumi.Resource | undefined, name: string, digest: string): string {
  if (pinnedImage.safeParse(digest).success) return digest;
  const problems = ["ref: must be a digest that the registry told"];
  throw new pulumi.ResourceError(headline(`use Image "${name}"`, problems), owner, true);
}
