import type { Environment } from "./environment";

/** A laptop: small, and quick to say that something is wrong. */
export const dev = {
  cluster: { kind: "local" },
  services: {
    greeter: {
      replicas: 3,
      resources: { cpu: "50m", memory: "32Mi", disk: "16Mi" },
      health: { startSeconds: 12 },
      rollout: { deadlineSeconds: 40, minReadySeconds: 0 }, // A container that crashes is reported within a minute.
      drainSeconds: 6,
    },
  },
} satisfies Environment;
