import * as docker from "@pulumi/docker";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { clusterSchema, createCluster } from "../cluster/cluster";
import { baseUrl, registryAddress } from "../support/addresses";
import { input, parseArgs } from "../support/args";
import type { NodePlatform } from "../support/images";
import { dnsLabel } from "../support/names";
import type { Capability, Gateway, PlatformLike } from "./platform-like";

/** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const POD_SECURITY_MODES = ["enforce", "audit", "warn"];

export const gatewaySchema = z.strictObject({
  /** Base URL as a browser sees it, without a path, such as `http://localhost:8080`. */
  url: input(baseUrl),
  /** The IngressClass that routes belong to. @default "traefik" */
  ingressClassName: z.string().min(1).default("traefik"),
});

export const platformSchema = z.strictObject({
  /** The cluster to run on. */
  cluster: clusterSchema,
  /** The namespace that services live in; it is created, and deleted on destroy. */
  namespace: dnsLabel,
  /** Address of the registry that images are pushed to and pulled from, without scheme. */
  registry: input(registryAddress),
  /** The entrance that exposed services share; without it nothing can be exposed. */
  gateway: gatewaySchema.optional(),
});
export type PlatformArgs = z.input<typeof platformSchema>;
export type PlatformSpec = z.output<typeof platformSchema>;

/**
 * What services stand on: a cluster, a namespace, a registry, a gateway.
 *
 * ```ts
 * const platform = new Platform("shop", {
 *   cluster: { kind: "local", context: "kind-shop" },
 *   namespace: "shop",
 *   registry: "localhost:5000",
 *   gateway: { url: "http://localhost:8080" },
 * });
 * ```
 *
 * *Creates* a Kubernetes provider, a Docker provider and a Namespace that enforces the Pod Security Standard
 * `restricted`. *Cost*: nothing on a local cluster. *Errors*: every argument that does not fit, at once.
 */
export class Platform extends pulumi.ComponentResource implements PlatformLike {
  readonly provider: k8s.Provider;
  readonly builder: docker.Provider;
  readonly namespace: pulumi.Output<string>;
  readonly registry: pulumi.Input<string>;
  readonly nodePlatform: NodePlatform;
  readonly capabilities: ReadonlySet<Capability>;
  readonly gateway: Gateway | undefined;
  private readonly owners = new Map<string, string>();

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("berth:index:Platform", name, args, opts);
    const spec = parseArgs(this, "Platform", name, platformSchema, args);

    const cluster = createCluster(name, spec.cluster, { parent: this });
    this.provider = cluster.provider;
    this.builder = new docker.Provider(name, {}, { parent: this });
    const inCluster = { parent: this, provider: cluster.provider };
    const namespace = new k8s.core.v1.Namespace(name, namespaceArgs(spec), inCluster);

    this.namespace = namespace.metadata.name;
    this.registry = spec.registry;
    this.nodePlatform = cluster.nodePlatform;
    this.gateway = spec.gateway;
    this.capabilities = new Set<Capability>(spec.gateway ? ["ingress"] : []);
    this.registerOutputs({ namespace: this.namespace, registry: this.registry, gateway: this.gateway });
  }

  claim(address: string, owner: string): string | undefined {
    const holder = this.owners.get(address);
    if (holder === undefined) this.owners.set(address, owner);
    return holder;
  }
}

export const namespaceArgs = ({ namespace }: PlatformSpec) =>
  ({
    metadata: {
      name: namespace, // Part of every in-cluster address.
      labels: {
        "app.kubernetes.io/part-of": namespace,
        "app.kubernetes.io/managed-by": "pulumi",
        ...Object.fromEntries(
          POD_SECURITY_MODES.flatMap((mode) => [
            [`pod-security.kubernetes.io/${mode}`, "restricted"],
            [`pod-security.kubernetes.io/${mode}-version`, "latest"],
          ]),
        ),
      },
    },
  }) satisfies k8s.core.v1.NamespaceArgs;
