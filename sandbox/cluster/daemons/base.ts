import { join } from "node:path";
import { cgroupRoot } from "../../machine/cgroups";
import type { Daemon } from "../../machine/supervisor";
import { sandboxDir } from "../../paths";
import { run } from "../../run";
import { nodePorts } from "../addresses";
import { configs, containerdSocket, dockerSocket } from "../configs";
import { answers, listens, type Site } from "./site";

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
