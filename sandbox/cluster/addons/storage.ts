import type { KubeObject } from "./objects";

/** Volumes from folders of the machine, bound at once so that no claim waits for its first pod. */
export function storage(): KubeObject[] {
  return [
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "local",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "berth.dev/local-volumes",
      reclaimPolicy: "Delete",
      volumeBindingMode: "Immediate",
    },
  ];
}
