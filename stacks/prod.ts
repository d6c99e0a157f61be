import type { Environment } from "./environment";

/** Production: sizes only, everything else is the components' default. */
export const prod = {
  cluster: { kind: "eks" },
  services: {
    greeter: {
      replicas: 3,
      resources: { cpu: "250m", memory: "128Mi" },
      health: {},
      rollout: {},
      drainSeconds: 30,
    },
  },
} satisfies Environment;
