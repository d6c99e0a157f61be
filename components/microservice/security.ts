/** Any user but root; this one is what distroless images call `nonroot`. */
const NONROOT = 65532;

const identity = {
  runAsNonRoot: true,
  runAsUser: NONROOT,
  runAsGroup: NONROOT,
  seccompProfile: { type: "RuntimeDefault" },
};

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const podSecurity = { ...identity, fsGroup: NONROOT };

/** The same for each container, because not every checker looks at the pod, and what only containers can give up. */
export const containerSecurity = {
  ...identity,
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
