import type { Asset, GoModule, Source, Tool } from "./tool";
import { minorsApart, sameMajorNotOlder, sameMinor, versions } from "./versions";

export { images } from "./versions";

const arch = process.arch === "arm64" ? "arm64" : "amd64";
const kubernetesRegistry = "https://registry.k8s.io";
const dockerRegistry = "https://registry-1.docker.io";

const [kubeMajor = "", kubeMinor = ""] = versions.kubernetes.split(".");
const pulumiModule = "github.com/pulumi/pulumi/pkg/v3";
const providerModule = "github.com/pulumi/pulumi-kubernetes/provider/v4";
const traefikModule = "github.com/traefik/traefik/v3";

const sdkVersion = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Values that the programs report as their versions; a name that a program lacks does no harm to it. */
export const stamps: Readonly<Record<GoModule, Readonly<Record<string, string>>>> = {
  "language-nodejs": { [sdkVersion]: `v${versions.pulumiNodejs}` },
  ".": {
    "k8s.io/component-base/version.gitVersion": `v${versions.kubernetes}`,
    "k8s.io/component-base/version.gitMajor": kubeMajor,
    "k8s.io/component-base/version.gitMinor": kubeMinor,
    "k8s.io/component-base/version.gitTreeState": "clean",
    "k8s.io/component-base/version.gitCommit": "unknown",
    [sdkVersion]: `v${versions.pulumi}`,
    [`${providerModule}/pkg/version.Version`]: versions.kubernetesProvider,
    [`${traefikModule}/pkg/version.Version`]: versions.traefik,
  },
};

/** In the order in which they are built: what the cluster boots with comes first. */
export const catalog: readonly Tool[] = [
  {
    name: "kube",
    version: versions.kubernetes,
    programs: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"],
    installed: { ask: ["--version"], fits: (answer) => sameMinor(answer, versions.kubernetes) },
    release: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"].map(
      kubernetesBinary,
    ),
    source: kubeSource(2580),
  },
  {
    name: "kubectl",
    version: versions.kubernetes,
    programs: ["kubectl"],
    // https://kubernetes.io/releases/version-skew-policy/#kubectl
    installed: {
      ask: ["version", "--client"],
      // Google Cloud's dispatcher asks the cluster for its version before every command.
      fits: (answer) => minorsApart(answer, versions.kubernetes) <= 1 && !answer.includes("-dispatcher"),
    },
    release: [kubernetesBinary("kubectl")],
    source: kubeSource(0),
  },
  {
    name: "local-volumes",
    version: "0",
    programs: ["local-volumes"],
    source: { packages: [{ module: ".", path: "./cmd/local-volumes" }], compiles: [741, 10] },
  },
  {
    name: "pause",
    version: versions.pause,
    programs: ["pause"],
    registry: kubernetesRegistry,
    source: { packages: [{ module: ".", path: "./cmd/pause" }], compiles: [58, 1] },
  },
  {
    name: "coredns",
    version: versions.coredns,
    programs: ["coredns"],
    registry: kubernetesRegistry,
    source: { packages: [{ module: ".", path: "./cmd/coredns" }], compiles: [768, 84] },
  },
  {
    name: "metrics-server",
    version: versions.metricsServer,
    programs: ["metrics-server"],
    registry: kubernetesRegistry,
    source: {
      packages: [{ module: ".", path: "sigs.k8s.io/metrics-server/cmd/metrics-server" }],
      compiles: [1231, 23],
    },
  },
  {
    name: "pulumi",
    version: versions.pulumi,
    programs: ["pulumi", "pulumi-language-nodejs", "pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"],
    installed: { ask: ["version"], fits: (answer) => sameMajorNotOlder(answer, versions.pulumi) },
    release: [
      {
        url: `https://github.com/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-v${versions.pulumi}-linux-${arch === "arm64" ? "arm64" : "x64"}.tar.gz`,
        sums: `https://github.com/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-${versions.pulumi}-checksums.txt`,
        members: ["pulumi", "pulumi-language-nodejs", "pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"],
      },
    ],
    source: {
      packages: [
        { module: ".", path: `${pulumiModule}/cmd/pulumi` },
        { module: "language-nodejs", path: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs" },
      ],
      pruned: [pulumiModule, "gocloud.dev", "github.com/alecthomas/chroma"],
      copies: {
        pinnedIn: "language-nodejs",
        module: "github.com/pulumi/pulumi/sdk/v3",
        folder: "nodejs/dist",
        files: ["pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"],
      },
      compiles: [1020, 560],
    },
  },
  {
    name: "kubernetes-provider",
    version: versions.kubernetesProvider,
    programs: ["pulumi-resource-kubernetes"],
    plugin: `resource-kubernetes-v${versions.kubernetesProvider}`,
    release: [
      {
        url: `https://github.com/pulumi/pulumi-kubernetes/releases/download/v${versions.kubernetesProvider}/pulumi-resource-kubernetes-v${versions.kubernetesProvider}-linux-${arch}.tar.gz`,
        sums: `https://github.com/pulumi/pulumi-kubernetes/releases/download/v${versions.kubernetesProvider}/pulumi-kubernetes_${versions.kubernetesProvider}_checksums.txt`,
        members: ["pulumi-resource-kubernetes"],
      },
    ],
    source: {
      packages: [{ module: ".", path: "./cmd/pulumi-resource-kubernetes" }],
      pruned: ["github.com/pulumi/pulumi-kubernetes/sdk/v4"],
      copies: {
        pinnedIn: ".",
        module: providerModule,
        folder: "cmd/pulumi-resource-kubernetes",
        files: ["schema.json", "terraform-mapping.json"],
      },
      compiles: [1689, 202],
    },
  },
  {
    name: "traefik",
    version: versions.traefik,
    programs: ["traefik"],
    registry: dockerRegistry,
    source: {
      packages: [{ module: ".", path: `${traefikModule}/cmd/traefik` }],
      pruned: [traefikModule, "github.com/go-acme/lego/v4"],
      compiles: [1254, 313],
    },
  },
];

/** One program under six names. */
function kubeSource(onTop: number): Source {
  return {
    packages: [{ module: ".", path: "./cmd/kube" }],
    pruned: ["k8s.io/kubernetes", "k8s.io/apiserver"],
    compiles: [2580, onTop],
  };
}

/** @see https://kubernetes.io/releases/download/#binaries */
function kubernetesBinary(program: string): Asset {
  const url = `https://dl.k8s.io/release/v${versions.kubernetes}/bin/linux/${arch}/${program}`;
  return { url, sums: `${url}.sha256` };
}
