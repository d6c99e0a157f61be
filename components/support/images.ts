import * as z from "zod";

/** What a node can run: `linux/amd64` or `linux/arm64`. */
export const nodePlatform = z.enum(["linux/amd64", "linux/arm64"]);
export type NodePlatform = z.output<typeof nodePlatform>;

/** An image that cannot change behind its name. @see https://docs.docker.com/dhi/core-concepts/digests/ */
export const pinnedImage = z
  .string()
  .regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, { error: "must be pinned by digest (name@sha256:…)" });

/** The first digits of a pinned image's digest: enough to tell versions apart. */
export const digestOf = (image: string): string => image.slice(image.indexOf("@sha256:") + 8).slice(0, 16);
