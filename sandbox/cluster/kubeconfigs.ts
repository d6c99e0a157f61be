import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { sandboxDir } from "../paths";
import { apiUrl, contextName, nodePorts } from "./addresses";
import { pki, type users } from "./certificates";

/** For people and for Pulumi. Never merged into ~/.kube/config; `export KUBECONFIG=…` makes kubectl use it. */
export const kubeconfig = join(sandboxDir, "kubeconfig");

/** For the cluster's own programs, which run beside the API server. */
export const ownKubeconfig = (user: keyof typeof users) => join(sandboxDir, "pki", `${user}.kubeconfig`);

export async function writeKubeconfigs(): Promise<void> {
  await write(kubeconfig, "admin", apiUrl);
  for (const user of ["admin", "controller-manager", "scheduler", "proxy", "kubelet"] as const)
    await write(ownKubeconfig(user), user, `https://127.0.0.1:${nodePorts.api}`);
}

async function write(path: string, user: keyof typeof users, server: string): Promise<void> {
  const base64 = async (file: string) => (await readFile(file)).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: contextName, cluster: { server, "certificate-authority-data": await base64(pki.certificate("ca")) } },
    ],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": await base64(pki.certificate(user)),
          "client-key-data": await base64(pki.key(user)),
        },
      },
    ],
    contexts: [{ name: contextName, context: { cluster: contextName, user } }],
    "current-context": contextName,
  };
  await writeFile(path, stringify(config), { mode: 0o600 });
}
