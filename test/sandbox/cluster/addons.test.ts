import { describe, expect, it } from "vitest";
import * as z from "zod";
import { dns } from "../../../sandbox/cluster/addons/dns";
import { ingress } from "../../../sandbox/cluster/addons/ingress";
import { metrics } from "../../../sandbox/cluster/addons/metrics";
import { storage } from "../../../sandbox/cluster/addons/storage";

const find = (objects: ReturnType<typeof dns>, kind: string) => objects.find((object) => object.kind === kind);

describe("add-ons", () => {
  it("give the resolver the address that the kubelet tells every pod", () => {
    expect(find(dns(), "Service")).toMatchObject({ spec: { clusterIP: "10.96.0.10" } });
  });

  it.each([dns, metrics, ingress])(
    "%o drops every capability it does not name, and mounts what it declares",
    (addon) => {
      expect(find(addon(), "Deployment")).toMatchObject({
        spec: {
          template: {
            spec: {
              containers: [{ securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } } }],
            },
          },
        },
      });
      const { volumes, containers } = pod(addon());
      const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
      expect(mounted.sort()).toEqual(volumes.map(({ name }) => name).sort());
    },
  );

  it("ask upstream's names for images", () => {
    expect(pod(ingress()).containers[0]?.image).toMatch(/^docker\.io\/library\/traefik:v3\./);
    expect(pod(dns()).containers[0]?.image).toMatch(/^registry\.k8s\.io\/coredns\/coredns:v1\./);
  });

  it("bind volumes at once", () => {
    expect(storage()).toMatchObject([{ volumeBindingMode: "Immediate" }]);
  });
});

const named = z.array(z.object({ name: z.string() }));
const schema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ volumes: named, containers: z.array(z.object({ image: z.string(), volumeMounts: named })) }),
    }),
  }),
});

const pod = (objects: ReturnType<typeof dns>) => schema.parse(find(objects, "Deployment")).spec.template.spec;
