import { createConnection } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { addresses, forwards } from "../cluster/addresses";
import { sandboxDir } from "../paths";
import { UserError } from "../run";
import { nodeNetwork } from "./box";
import type { Daemon } from "./supervisor";

const socket = join(sandboxDir, "slirp.sock");

/**
 * Joins the cluster's network to the machine's by a user-mode stack: no interface, route, iptables rule or sysctl of the
 * machine is touched, and pods cannot reach what listens on the machine's loopback.
 * @see https://github.com/rootless-containers/slirp4netns
 */
export const uplink: Daemon = {
  name: "uplink",
  network: "host",
  command: [
    "slirp4netns",
    "--configure",
    "--mtu=65520",
    "--disable-host-loopback",
    `--api-socket=${socket}`,
    "--netns-type=path",
    nodeNetwork,
    "tap0",
  ],
  ready: () => ask({ execute: "list_hostfwd" }).then(() => true),
  within: 10,
};

/** Version 1.2 puts the list of forwards at the top level, where every other answer has `return`. */
const answerSchema = z.object({
  entries: z.array(z.object({ host_port: z.int() })).default([]),
  error: z.object({ desc: z.string() }).optional(),
});

/** Makes the cluster's ports answer on 127.0.0.1 of the machine. Ports that are forwarded already stay as they are. */
export async function forwardPorts(): Promise<void> {
  const present = new Set((await ask({ execute: "list_hostfwd" })).entries.map((entry) => entry.host_port));
  for (const { host, node } of Object.values(forwards).filter((forward) => !present.has(forward.host))) {
    const { error } = await ask({
      execute: "add_hostfwd",
      arguments: {
        proto: "tcp",
        host_addr: "127.0.0.1",
        host_port: host,
        guest_addr: addresses.node,
        guest_port: node,
      },
    });
    if (error !== undefined) throw new UserError(`Cannot forward 127.0.0.1:${host} to the sandbox: ${error.desc}`);
  }
}

/** One question, one answer, one connection: that is the whole protocol. */
function ask(question: object): Promise<z.infer<typeof answerSchema>> {
  return new Promise((resolve, reject) => {
    let text = "";
    const connection = createConnection(socket, () => connection.end(JSON.stringify(question)));
    connection.setTimeout(5000, () => connection.destroy(new Error("slirp4netns does not answer")));
    connection.on("data", (chunk) => (text += chunk.toString()));
    connection.on("error", reject);
    connection.on("close", () => {
      try {
        resolve(answerSchema.parse(JSON.parse(text)));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
