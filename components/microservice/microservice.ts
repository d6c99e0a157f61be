import { apps, core, networking, policy } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import { Image, type ImageArgs } from "../image";
import { parseArgs } from "../support/args";
import { digestOf } from "../support/images";
import { rewrite } from "../support/transform";
import { claimName, claimRoute } from "./claims";
import type { microserviceFields } from "./fields";
import { ingressArgs, publicUrl, serviceArgs } from "./network";
import { rolloutPlan } from "./rollout";
import { microserviceSchema, type MicroserviceSpec } from "./schema";
import type { MicroserviceTransforms } from "./transforms";
import { deploymentArgs, disruptionBudgetArgs, serviceAccountArgs } from "./workload";

type Fields = z.input<typeof microserviceFields>;
type Source =
  (Required<Pick<Fields, "build">> & { image?: undefined }) | (Required<Pick<Fields, "image">> & { build?: undefined });

export type MicroserviceArgs = Omit<Fields, "build" | "image"> &
  Source & {
    /** Rewrites the arguments of one child just before it is created: the way to every field not named here. */
    transform?: MicroserviceTransforms | undefined;
  };

/**
 * One stateless HTTP service, ready for production.
 *
 * ```ts
 * const orders = new Microservice("orders", { platform, build: "../orders", expose: "/orders" });
 * ```
 *
 * *Creates* an Image when there is something to build, a ServiceAccount, a Service and a Deployment; an Ingress when
 * it is exposed; a PodDisruptionBudget from two replicas on. *Cost*: what `replicas` × `resources` take of the nodes.
 * *Errors*: every argument that does not fit, at once; a name or a path that another service of the platform has.
 */
export class Microservice extends pulumi.ComponentResource {
  /** In-cluster base URL, such as `http://orders.shop.svc`. */
  readonly url: pulumi.Output<string>;
  /** URL from outside, such as `http://localhost:8080/orders`, for a service that is exposed. */
  readonly publicUrl: pulumi.Output<string> | undefined;
  /** The image that runs, pinned by digest. */
  readonly image: pulumi.Output<string>;

  constructor(
    name: string,
    { platform, transform = {}, ...args }: MicroserviceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("berth:index:Microservice", claimName(platform, name), args, opts);
    const spec = parseArgs(this, "Microservice", name, microserviceSchema, { platform, ...args });
    const child = { parent: this, provider: platform.provider };

    const account = new core.v1.ServiceAccount(
      name,
      rewrite(serviceAccountArgs(name, spec), transform.serviceAccount),
      child,
    );
    const service = new core.v1.Service(name, rewrite(serviceArgs(name, spec), transform.service), child);
    const route = claimRoute(name, spec, service.metadata.name);
    const ingress =
      route && new networking.v1.Ingress(name, rewrite(ingressArgs(name, spec, route), transform.ingress), child);
    if (spec.replicas >= 2)
      new policy.v1.PodDisruptionBudget(
        name,
        rewrite(disruptionBudgetArgs(name, spec), transform.disruptionBudget),
        child,
      );
    const release = { ...imageOf(this, name, spec, transform.image), serviceAccount: account.metadata.name };
    new apps.v1.Deployment(name, rewrite(deploymentArgs(name, spec, release), transform.deployment), {
      ...child,
      customTimeouts: rolloutPlan(spec).timeouts,
      dependsOn: [service, ingress].filter((entrance) => entrance !== undefined), // A gate on readiness needs them first.
    });

    this.url = pulumi.interpolate`http://${service.metadata.name}.${service.metadata.namespace}.svc`;
    this.publicUrl = route && publicUrl(route);
    this.image = release.image;
    this.registerOutputs({ url: this.url, publicUrl: this.publicUrl, image: this.image });
  }
}

/** What to run and what to call it: built here, or named by whoever built it. */
function imageOf(
  parent: Microservice,
  name: string,
  { source, platform: { registry, nodePlatform, builder } }: MicroserviceSpec,
  transform: ImageArgs["transform"],
) {
  if ("build" in source) {
    const args = { ...source.build, registry, platform: nodePlatform, transform };
    const { ref, version } = new Image(name, args, { parent, provider: builder });
    return { image: ref, version };
  }
  const image = pulumi.output(source.image);
  return { image, version: image.apply(digestOf) };
}
