import { images } from "../../toolchain/catalog";
import { type KubeObject, addonObjects } from "./objects";

const labels = { "k8s-app": "metrics-server" };
const namespace = "kube-system";

/** metrics-server: what `kubectl top` and autoscaling on CPU and memory ask. */
export function metrics(): KubeObject[] {
  return [
    ...addonObjects({
      name: "metrics-server",
      image: images["metrics-server"],
      args: [
        "--secure-port=10250",
        "--cert-dir=/tmp/certificates",
        "--kubelet-preferred-address-types=InternalIP",
        "--kubelet-certificate-authority=/cluster/ca.crt",
        "--metric-resolution=15s",
      ],
      ports: { https: { port: 10250, protocol: "TCP" } },
      // Readiness of metrics-server itself waits for two readings; the API is there as soon as it lives.
      ready: { path: "/livez", port: "https", scheme: "HTTPS" },
      labels,
      rules: [
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods", "nodes", "namespaces", "configmaps"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
        { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
      ],
      mounts: { "/cluster": "kube-root-ca.crt" },
      writable: ["/tmp"],
    }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "metrics-server", namespace, labels },
      spec: { selector: labels, ports: [{ name: "https", port: 443, targetPort: "https" }] },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        service: { name: "metrics-server", namespace },
        group: "metrics.k8s.io",
        version: "v1beta1",
        // Its certificate is made at every start; the connection never leaves the node.
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ];
}
