/** Where things are inside the cluster's own network; nothing of this exists on the machine's network. */
export const addresses = {
  /** The node, as slirp4netns numbers it. */
  node: "10.0.2.100",
  /** The machine's resolver, as slirp4netns offers it. */
  resolver: "10.0.2.3",
  pods: "10.244.0.0/16",
  services: "10.96.0.0/16",
  /** First address of the service range, as Kubernetes gives it to itself. */
  apiService: "10.96.0.1",
  dnsService: "10.96.0.10",
  domain: "cluster.local",
} as const;

/** Ports inside the cluster's network. */
export const nodePorts = { api: 6443, registry: 5000, gateway: 80, etcd: 2379 } as const;

/** What the machine's loopback offers, and where it leads. The variables are for machines where a port is taken. */
export const forwards = {
  api: { host: port("BERTH_API_PORT", 16443), node: nodePorts.api },
  registry: { host: port("BERTH_REGISTRY_PORT", 5000), node: nodePorts.registry },
  gateway: { host: port("BERTH_GATEWAY_PORT", 8080), node: nodePorts.gateway },
} as const;

/** Name of the node, of the cluster and of the context in the sandbox's kubeconfig. */
export const nodeName = "berth";
export const contextName = "berth-sandbox";

/** How images are addressed, from the machine as from the node. */
export const registryAddress = `localhost:${forwards.registry.host}`;
export const gatewayUrl = `http://localhost:${forwards.gateway.host}`;
export const apiUrl = `https://127.0.0.1:${forwards.api.host}`;

function port(variable: string, usual: number): number {
  const given = process.env[variable];
  return given === undefined ? usual : Number(given);
}
