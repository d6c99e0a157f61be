import type * as pulumi from "@pulumi/pulumi";
import { Platform, type PlatformArgs } from "../../components";

/** Arguments that every rule accepts. */
export const platformArgs = {
  cluster: { kind: "local", context: "kind-shop", nodePlatform: "linux/amd64" },
  namespace: "shop",
  registry: "localhost:5000",
  gateway: { url: "http://localhost:8080" },
} satisfies PlatformArgs;

export const createPlatform = (changes: Partial<PlatformArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Platform("shop", { ...platformArgs, ...changes }, opts);

/** An image that is pinned by digest. */
export const IMAGE = `localhost:5000/orders@sha256:${"0123456789abcdef".repeat(4)}`;
