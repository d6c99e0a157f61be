import * as pulumi from "@pulumi/pulumi";
import { isPlatform, type Gateway, type PlatformLike } from "../platform/platform-like";
import { headline } from "../support/problems";
import type { MicroserviceSpec } from "./schema";

/** Takes an address for a service or says who was first. The error is not tied to a resource: there may be none yet. */
function claim(platform: PlatformLike, name: string, field: string, address: string): void {
  const holder = platform.claim(`${field} ${address}`, `Microservice "${name}"`);
  if (holder === undefined) return;
  const problems = [`${field}: must be unique on the platform (taken by ${holder})`];
  throw new pulumi.ResourceError(headline(`create Microservice "${name}"`, problems), undefined, true);
}

/** Comes before anything is registered: the engine would report the second one late and in terms of URNs. */
export function claimName(platform: unknown, name: string): string {
  if (isPlatform(platform)) claim(platform, name, "name", name);
  return name;
}

/** How the gateway reaches a service. */
export interface Route {
  /** Path prefix that requests come in under. */
  path: string;
  /** The entrance that passes them on. */
  gateway: Gateway;
  /** Name of the Service that gets them. */
  service: pulumi.Input<string>;
}

/** The route of a service that is exposed. Two behind one path would get each other's requests. */
export function claimRoute(
  name: string,
  { expose: path, platform }: MicroserviceSpec,
  service: pulumi.Input<string>,
): Route | undefined {
  if (path === undefined || platform.gateway === undefined) return undefined;
  claim(platform, name, "expose", path);
  return { path, gateway: platform.gateway, service };
}
