import { images } from "../../toolchain/catalog";
import { nodePorts } from "../addresses";
import { type KubeObject, addonObjects } from "./objects";

const labels = { "app.kubernetes.io/name": "traefik" };
const read = ["get", "list", "watch"];

/** Traefik on port 80 of the node, for every Ingress of the class `traefik`. */
export function ingress(): KubeObject[] {
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "traefik" },
      spec: { controller: "traefik.io/ingress-controller" },
    },
    ...addonObjects({
      name: "traefik",
      image: images.traefik,
      args: [
        "--providers.kubernetesingress",
        "--providers.kubernetesingress.ingressclass=traefik",
        "--entrypoints.web.address=:8000",
        "--ping",
        "--ping.entrypoint=web",
        "--accesslog=false",
        "--global.checknewversion=false",
        "--global.sendanonymoususage=false",
      ],
      ports: { web: { port: 8000, protocol: "TCP", hostPort: nodePorts.gateway } },
      ready: { path: "/ping", port: "web" },
      labels,
      rules: [
        { apiGroups: [""], resources: ["services", "secrets", "nodes", "configmaps"], verbs: read },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "ingressclasses"], verbs: read },
        { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
      ],
    }),
  ];
}
