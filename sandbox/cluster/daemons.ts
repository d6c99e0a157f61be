import { access } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { cgroupRoot } from "../machine/cgroups";
import { type Box, enter } from "../machine/box";
import type { Daemon } from "../machine/supervisor";
import { sandboxDir } from "../paths";
import { run } from "../run";
import { addresses, nodeName, nodePorts } from "./addresses";
import { pki, pkiDir } from "./certificates";
import { configs, containerdSocket, dockerSocket } from "./configs";
import { ownKubeconfig } from "./kubeconfigs";

/** What the programs are started from: the box they run in and the folder of the Kubernetes programs. */
export interface Site {
  readonly box: Box;
  readonly bin: string;
}

/** Everything that needs no Kubernetes binary, in the order in which it has to get ready. */
export function baseDaemons({ box }: Site): Daemon[] {
  return [
    {
      name: "etcd",
      network: "node",
      command: ["etcd", "--data-dir", join(sandboxDir, "etcd"), "--listen-peer-urls", "http://127.0.0.1:2380"],
      ready: answers(box, `http://127.0.0.1:${nodePorts.etcd}/health`),
      within: 30,
    },
    {
      name: "registry",
      network: "node",
      command: ["docker-registry", "serve", configs.registry],
      config: [configs.registry],
      ready: answers(box, `http://127.0.0.1:${nodePorts.registry}/v2/`),
      within: 15,
    },
    {
      name: "containerd",
      network: "node",
      command: ["containerd", "--config", configs.containerd],
      config: [configs.containerd, configs.mirrors, configs.network],
      ready: () => listens(containerdSocket),
      within: 30,
    },
    {
      name: "builder",
      network: "host",
      command: [
        "dockerd",
        `--host=unix://${dockerSocket}`,
        `--data-root=${join(sandboxDir, "docker")}`,
        `--exec-root=${join(sandboxDir, "run", "docker")}`,
        `--pidfile=${join(sandboxDir, "run", "docker.pid")}`,
        `--cgroup-parent=${cgroupRoot}/builder`,
        "--bridge=none",
        "--iptables=false",
        "--ip6tables=false",
        "--ip-forward=false",
        "--oom-score-adjust=0",
      ],
      ready: async () => (await run("curl", ["-sf", "--unix-socket", dockerSocket, "http://docker/_ping"])) === "OK",
      within: 30,
    },
  ];
}

/** Kubernetes itself, in the order in which it has to get ready. */
export function kubernetesDaemons({ box, bin }: Site): Daemon[] {
  const healthz = (port: number) => answers(box, `https://127.0.0.1:${port}/healthz`);
  return [
    { name: "api-server", network: "node", command: apiServer(bin), ready: apiReady(bin), within: 60 },
    {
      name: "controller-manager",
      network: "node",
      command: controllerManager(bin),
      ready: healthz(10257),
      within: 30,
    },
    {
      name: "scheduler",
      network: "node",
      command: [
        join(bin, "kube-scheduler"),
        `--kubeconfig=${ownKubeconfig("scheduler")}`,
        `--authentication-kubeconfig=${ownKubeconfig("scheduler")}`,
        `--authorization-kubeconfig=${ownKubeconfig("scheduler")}`,
        "--leader-elect=false",
      ],
      ready: healthz(10259),
      within: 30,
    },
    {
      name: "kubelet",
      network: "node",
      command: [
        join(bin, "kubelet"),
        `--config=${configs.kubelet}`,
        `--kubeconfig=${ownKubeconfig("kubelet")}`,
        `--root-dir=${join(sandboxDir, "kubelet")}`,
        `--hostname-override=${nodeName}`,
        `--node-ip=${addresses.node}`,
        "--node-labels=topology.kubernetes.io/zone=berth-a",
      ],
      config: [configs.kubelet],
      ready: answers(box, "http://127.0.0.1:10248/healthz"),
      within: 30,
    },
    {
      // After the kubelet: it asks for the node's addresses, which the kubelet reports.
      name: "kube-proxy",
      network: "node",
      command: [
        join(bin, "kube-proxy"),
        `--kubeconfig=${ownKubeconfig("proxy")}`,
        `--cluster-cidr=${addresses.pods}`,
        `--hostname-override=${nodeName}`,
        "--proxy-mode=iptables",
        // These would change sysctls of the whole machine.
        "--conntrack-max-per-core=0",
        "--conntrack-tcp-timeout-established=0",
        "--conntrack-tcp-timeout-close-wait=0",
      ],
      ready: answers(box, "http://127.0.0.1:10249/healthz"),
      within: 30,
    },
    {
      name: "volumes",
      network: "node",
      command: [
        join(bin, "local-volumes"),
        `-kubeconfig=${ownKubeconfig("admin")}`,
        `-folder=${join(sandboxDir, "volumes")}`,
      ],
      ready: async () => access(join(bin, "local-volumes")).then(() => true),
      within: 10,
    },
  ];
}

function apiServer(bin: string): string[] {
  return [
    join(bin, "kube-apiserver"),
    `--etcd-servers=http://127.0.0.1:${nodePorts.etcd}`,
    `--secure-port=${nodePorts.api}`,
    `--advertise-address=${addresses.node}`,
    `--service-cluster-ip-range=${addresses.services}`,
    `--client-ca-file=${pki.certificate("ca")}`,
    `--tls-cert-file=${pki.certificate("api")}`,
    `--tls-private-key-file=${pki.key("api")}`,
    `--kubelet-certificate-authority=${pki.certificate("ca")}`,
    `--kubelet-client-certificate=${pki.certificate("api-to-kubelet")}`,
    `--kubelet-client-key=${pki.key("api-to-kubelet")}`,
    // The node's name is not in any DNS.
    "--kubelet-preferred-address-types=InternalIP",
    `--service-account-issuer=https://kubernetes.default.svc.${addresses.domain}`,
    `--service-account-key-file=${join(pkiDir, "service-accounts.pub")}`,
    `--service-account-signing-key-file=${pki.key("service-accounts")}`,
    `--requestheader-client-ca-file=${pki.certificate("front-proxy-ca")}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${pki.certificate("front-proxy")}`,
    `--proxy-client-key-file=${pki.key("front-proxy")}`,
    "--authorization-mode=Node,RBAC",
    // PodSecurity is among those that are on without being named.
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged=true",
  ];
}

function controllerManager(bin: string): string[] {
  const kubeconfig = ownKubeconfig("controller-manager");
  return [
    join(bin, "kube-controller-manager"),
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${pki.key("service-accounts")}`,
    `--root-ca-file=${pki.certificate("ca")}`,
    `--cluster-signing-cert-file=${pki.certificate("ca")}`,
    `--cluster-signing-key-file=${pki.key("ca")}`,
    `--flex-volume-plugin-dir=${join(sandboxDir, "volume-plugins")}`,
    `--cluster-cidr=${addresses.pods}`,
  ];
}

const apiReady = (bin: string) => async () =>
  (await run(join(bin, "kubectl"), ["--request-timeout=3s", "get", "--raw=/readyz"], {
    env: { KUBECONFIG: join(sandboxDir, "kubeconfig") },
  })) === "ok";

/** Whether a health address inside the cluster's network says yes. The certificates there are self-signed. */
function answers(box: Box, url: string): () => Promise<boolean> {
  const [program = "", ...args] = [...enter(box, "node"), "curl", "-skf", "--max-time", "3", "-o", "/dev/null", url];
  return async () => {
    await run(program, args);
    return true;
  };
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(path, () => {
      connection.destroy();
      resolve(true);
    });
    connection.on("error", () => resolve(false));
  });
}
