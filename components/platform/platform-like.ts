import type * as pulumi from "@pulumi/pulumi";
import type { NodePlatform } from "../support/images";

/** What a platform may be able to take, each with the line in `PlatformArgs` that adds it. */
export const capabilityLines = {
  /** HTTP from outside the cluster, through Ingress v1. */
  ingress: 'gateway: { url: "http://localhost:8080", ingressClassName: "traefik" }',
} as const;
export type Capability = keyof typeof capabilityLines;

/** The one entrance that all exposed services share. */
export interface Gateway {
  /** Base URL as a browser sees it, such as `http://localhost:8080`. */
  readonly url: pulumi.Input<string>;
  /** The IngressClass that routes belong to, such as `traefik`. */
  readonly ingressClassName: string;
}

/** Where services run: a `Platform`, or anything else that offers the same. */
export interface PlatformLike {
  /** Creates objects in the cluster. */
  readonly provider: pulumi.ProviderResource;
  /** Builds images and pushes them. */
  readonly builder: pulumi.ProviderResource;
  /** The namespace that services live in. */
  readonly namespace: pulumi.Output<string>;
  /** Address of the registry, without scheme. */
  readonly registry: pulumi.Input<string>;
  /** What the nodes run, hence what images are built for. */
  readonly nodePlatform: NodePlatform;
  /** What services may ask for. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Present when the platform has the capability `ingress`. */
  readonly gateway: Gateway | undefined;
  /** Takes an address that can be had once, such as a name or a path; returns who already has it, if anybody. */
  claim(address: string, owner: string): string | undefined;
}

/** Tells a platform from a mistake; what exactly it offers is up to the compiler. */
export const isPlatform = (value: unknown): value is PlatformLike =>
  typeof value === "object" && value !== null && "capabilities" in value;
