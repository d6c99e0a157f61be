import type { MicroserviceArgs } from "../components";

/** Every demo service by name: one that an environment forgets, or names twice, does not compile. */
export type ServiceName = "greeter";

/** How much of everything one service gets: each field has to be answered in every environment. */
export type ServiceSize = Required<
  Pick<MicroserviceArgs, "replicas" | "resources" | "health" | "rollout" | "drainSeconds">
>;

/** Everything that differs between environments. */
export interface Environment {
  /** The kind of cluster to run on. */
  cluster: { kind: "local" | "eks" };
  /** The size of every service. */
  services: Record<ServiceName, ServiceSize>;
}
