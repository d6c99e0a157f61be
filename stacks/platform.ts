import * as pulumi from "@pulumi/pulumi";
import { Platform, type PlatformArgs } from "../components";
import { headline } from "../components/support/problems";
import type { Environment } from "./environment";
import { createServices } from "./services";
import type { Settings } from "./settings";

/** Wires the platform and its services together, in the same way for every environment. */
export function deploy(environment: Environment, settings: Settings) {
  const platform = new Platform("berth", {
    cluster: clusterArgs(environment, settings),
    namespace: settings.namespace,
    registry: settings.registry,
    gateway: { url: settings.gatewayUrl },
  });
  const services = createServices(platform, environment.services);

  return {
    url: settings.gatewayUrl,
    namespace: platform.namespace,
    services: Object.fromEntries(
      Object.entries(services).map(([name, { url, publicUrl, image }]) => [name, { url, publicUrl, image }]),
    ),
  };
}

function clusterArgs({ cluster }: Environment, { kubeContext }: Settings): PlatformArgs["cluster"] {
  if (cluster.kind === "local") return { kind: "local", context: kubeContext };
  throw new pulumi.RunError(
    headline(`deploy stack "${pulumi.getStack()}"`, [
      "cluster: not before the EKS platform exists; dev can be deployed",
    ]),
  );
}
