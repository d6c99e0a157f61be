/** A Kubernetes object as kubectl takes it. The add-ons are plain data: there is no engine below the sandbox. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

/** One program of the sandbox as a Deployment of one pod in kube-system. */
export interface Addon {
  readonly name: string;
  /** Image with its registry, as upstream names it. */
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: Readonly<Record<string, { port: number; protocol?: "TCP" | "UDP"; hostPort?: number }>>;
  readonly ready: { readonly path: string; readonly port: string; readonly scheme?: "HTTP" | "HTTPS" };
  readonly labels: Record<string, string>;
  /** Rights in the whole cluster. */
  readonly rules: readonly { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  /** Config maps to mount: folder → name. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Folders that the program may write, in memory. */
  readonly writable?: readonly string[];
  readonly capabilities?: readonly string[];
  /** `Default` takes the node's resolver, which only the cluster's resolver itself has to do. */
  readonly dnsPolicy?: "Default" | "ClusterFirst";
}

const namespace = "kube-system";

/** Account, rights and Deployment of an add-on. */
export function addonObjects(addon: Addon): KubeObject[] {
  const { name, rules } = addon;
  const role = `berth:${name}`;
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: role }, rules },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: role },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    deployment(addon),
  ];
}

function deployment(addon: Addon): KubeObject {
  const { name, labels, mounts = {}, writable = [] } = addon;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      // A pod that holds a port of the node has to go before its successor can start.
      strategy: { type: "Recreate" },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          priorityClassName: "system-cluster-critical",
          dnsPolicy: addon.dnsPolicy ?? "ClusterFirst",
          containers: [container(addon)],
          volumes: [
            ...Object.values(mounts).map((source) => ({ name: volumeName(source), configMap: { name: source } })),
            ...writable.map((path) => ({ name: volumeName(path), emptyDir: { medium: "Memory", sizeLimit: "16Mi" } })),
          ],
        },
      },
    },
  };
}

function container({ name, image, args, ports, ready, mounts = {}, writable = [], capabilities = [] }: Addon) {
  return {
    name,
    image,
    // The sandbox makes some images anew under the same tag; its registry is on this machine and asked first.
    imagePullPolicy: "Always",
    args,
    ports: Object.entries(ports).map(([key, { port, ...rest }]) => ({ name: key, containerPort: port, ...rest })),
    readinessProbe: { httpGet: ready, periodSeconds: 1, failureThreshold: 3 },
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "256Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"], add: capabilities },
    },
    volumeMounts: [
      ...Object.entries(mounts).map(([mountPath, source]) => ({ name: volumeName(source), mountPath, readOnly: true })),
      ...writable.map((mountPath) => ({ name: volumeName(mountPath), mountPath })),
    ],
  };
}

const volumeName = (source: string) => source.replace(/^\//, "").replaceAll(/[./]/g, "-");
