import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { cgroupRoot } from "../machine/cgroups";
import { sandboxDir } from "../paths";
import { images } from "../toolchain/catalog";
import { addresses, nodePorts } from "./addresses";
import { pki } from "./certificates";

const at = (...parts: string[]) => join(sandboxDir, ...parts);

/** Files that the programs of the cluster read, by what they are for. */
export const configs = {
  containerd: at("config", "containerd.toml"),
  mirrors: at("config", "registries", "_default", "hosts.toml"),
  network: at("config", "cni", "10-berth.conflist"),
  kubelet: at("config", "kubelet.yaml"),
  registry: at("config", "registry.yaml"),
} as const;

export const containerdSocket = at("containerd.sock");
export const dockerSocket = at("docker.sock");

export async function writeConfigs(): Promise<void> {
  await write(configs.containerd, containerdConfig());
  await write(configs.mirrors, mirrorConfig());
  await write(configs.network, JSON.stringify(networkConfig(), null, 2));
  await write(configs.kubelet, stringify(kubeletConfig()));
  await write(configs.registry, stringify(registryConfig()));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function containerdConfig(): string {
  return `version = 2
root = "${at("containerd")}"
state = "${at("run", "containerd")}"

[grpc]
address = "${containerdSocket}"

[plugins."io.containerd.internal.v1.opt"]
path = "${at("containerd-opt")}"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${images.pause}"
# Without the capability SYS_RESOURCE a lower score is refused, and every pod would fail to start.
restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${dirname(configs.network)}"

[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "${dirname(dirname(configs.mirrors))}"
`;
}

/** The sandbox's registry is asked first for every image; what it does not have comes from the registry in the name. */
function mirrorConfig(): string {
  return `[host."http://127.0.0.1:${nodePorts.registry}"]
capabilities = ["pull", "resolve"]
`;
}

function networkConfig() {
  return {
    cniVersion: "0.4.0",
    name: "berth",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        ipMasq: true,
        hairpinMode: true,
        ipam: {
          type: "host-local",
          ranges: [[{ subnet: addresses.pods }]],
          routes: [{ dst: "0.0.0.0/0" }],
          dataDir: at("run", "cni"),
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
}

function kubeletConfig() {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: pki.certificate("ca") },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: pki.certificate("kubelet-serving"),
    tlsPrivateKeyFile: pki.key("kubelet-serving"),
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot,
    clusterDNS: [addresses.dnsService],
    clusterDomain: addresses.domain,
    podLogsDir: at("pod-logs"),
    volumePluginDir: at("volume-plugins"),
    failSwapOn: false,
    serializeImagePulls: false,
    // A developer's disk is often nearly full; only the last gigabyte counts as pressure.
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1Gi", "imagefs.available": "1Gi" },
    imageGCHighThresholdPercent: 99,
    imageGCLowThresholdPercent: 98,
  };
}

function registryConfig() {
  return {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: at("registry") }, delete: { enabled: true } },
    http: { addr: `0.0.0.0:${nodePorts.registry}`, relativeurls: true },
  };
}
