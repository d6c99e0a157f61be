import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { makeCertificates, pki, users } from "../../../sandbox/cluster/certificates";
import { kubeconfig, writeKubeconfigs } from "../../../sandbox/cluster/kubeconfigs";

vi.hoisted(() => vi.stubEnv("BERTH_CACHE", `/tmp/berth-test-pki-${process.pid}`));

const certificate = async (name: string) => new X509Certificate(await readFile(pki.certificate(name)));

beforeAll(makeCertificates);

describe("makeCertificates", () => {
  it("signs everything with the authority it belongs to", async () => {
    const ca = await certificate("ca");
    for (const name of ["api", "api-to-kubelet", "kubelet-serving", ...Object.keys(users)]) {
      expect((await certificate(name)).verify(ca.publicKey), name).toBe(true);
    }
    const frontProxy = await certificate("front-proxy-ca");
    expect((await certificate("front-proxy")).verify(frontProxy.publicKey)).toBe(true);
    expect((await certificate("front-proxy")).verify(ca.publicKey)).toBe(false);
  });

  it("gives the API server every name that it is called by", async () => {
    const api = await certificate("api");
    for (const ip of ["127.0.0.1", "10.96.0.1", "10.0.2.100"]) expect(api.checkIP(ip)).toBe(ip);
    for (const host of ["localhost", "kubernetes.default.svc"]) expect(api.checkHost(host)).toBe(host);
  });

  it("puts a user's groups where the API server reads them", async () => {
    expect((await certificate("kubelet")).subject.split("\n").sort()).toEqual([
      "CN=system:node:berth",
      "O=system:nodes",
    ]);
  });

  it("lets nobody else read a key, and pairs it with its certificate", async () => {
    expect((await stat(pki.key("admin"))).mode & 0o077).toBe(0);
    const key = createPublicKey(createPrivateKey(await readFile(pki.key("admin"))));
    expect((await certificate("admin")).publicKey.equals(key)).toBe(true);
  });

  it("is valid for years, and was an hour ago", async () => {
    const { validFrom, validTo } = await certificate("api");
    expect(Date.parse(validFrom)).toBeLessThan(Date.now() - 3_000_000);
    expect(Date.parse(validTo)).toBeGreaterThan(Date.now() + 9 * 365 * 86_400_000);
  });

  it("makes nothing anew the second time", async () => {
    const before = await readFile(pki.certificate("ca"), "utf8");
    await makeCertificates();
    expect(await readFile(pki.certificate("ca"), "utf8")).toBe(before);
  });
});

describe("writeKubeconfigs", () => {
  it("leads people to the machine's loopback, and nobody else can read it", async () => {
    await writeKubeconfigs();
    expect(parse(await readFile(kubeconfig, "utf8"))).toMatchObject({
      "current-context": "berth-sandbox",
      clusters: [{ cluster: { server: "https://127.0.0.1:16443" } }],
    });
    expect((await stat(kubeconfig)).mode & 0o077).toBe(0);
  });
});
