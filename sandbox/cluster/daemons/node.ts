import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Daemon } from "../../machine/supervisor";
import { sandboxDir } from "../../paths";
import { addresses, nodeName } from "../addresses";
import { configs } from "../configs";
import { ownKubeconfig } from "../kubeconfigs";
import { answers, type Site } from "./site";

/** What makes this machine a node, in the order in which it has to get ready. */
export function nodeDaemons({ box, bin }: Site): Daemon[] {
  return [
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
