import { join } from "node:path";
import type { Daemon } from "../../machine/supervisor";
import { sandboxDir } from "../../paths";
import { run } from "../../run";
import { addresses, nodePorts } from "../addresses";
import { pki, pkiDir } from "../certificates";
import { kubeconfig, ownKubeconfig } from "../kubeconfigs";
import { answers, type Site } from "./site";

/** The API server and what works through it, in the order in which they have to get ready. */
export function controlPlaneDaemons({ box, bin }: Site): Daemon[] {
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
    env: { KUBECONFIG: kubeconfig },
  })) === "ok";
