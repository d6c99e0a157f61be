import { images } from "../../toolchain/catalog";
import { addresses } from "../addresses";
import { type KubeObject, addonObjects } from "./objects";

/** The label by which NetworkPolicies everywhere find a cluster's resolver. */
const labels = { "k8s-app": "kube-dns" };
const read = ["list", "watch"];

const corefile = `.:53 {
  errors
  health :8080 {
    lameduck 3s
  }
  ready :8181
  kubernetes ${addresses.domain} in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 5
  }
  prometheus :9153
  forward . /etc/resolv.conf
  cache 30
  loadbalance
}
`;

/** CoreDNS under the names and addresses that every cluster gives it. */
export function dns(): KubeObject[] {
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "coredns", namespace: "kube-system" },
      data: { Corefile: corefile },
    },
    ...addonObjects({
      name: "coredns",
      image: images.coredns,
      args: ["-conf", "/etc/coredns/Corefile"],
      ports: {
        dns: { port: 53, protocol: "UDP" },
        "dns-tcp": { port: 53, protocol: "TCP" },
        metrics: { port: 9153, protocol: "TCP" },
        ready: { port: 8181, protocol: "TCP" },
      },
      ready: { path: "/ready", port: "ready" },
      labels,
      rules: [
        { apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"], verbs: read },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
      ],
      mounts: { "/etc/coredns": "coredns" },
      capabilities: ["NET_BIND_SERVICE"],
      dnsPolicy: "Default",
    }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace: "kube-system", labels },
      spec: {
        // Pods are told this address when they start, so it is chosen here and not by the cluster.
        clusterIP: addresses.dnsService,
        selector: labels,
        ports: [
          { name: "dns", port: 53, protocol: "UDP" },
          { name: "dns-tcp", port: 53, protocol: "TCP" },
        ],
      },
    },
  ];
}
