import "reflect-metadata"; // @peculiar/x509 asks for it by name
import { webcrypto } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { sandboxDir } from "../paths";
import { addresses, nodeName } from "./addresses";

/** A certificate and its key, as PEM text. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export const pkiDir = join(sandboxDir, "pki");
export const pki = {
  certificate: (name: string) => join(pkiDir, `${name}.crt`),
  key: (name: string) => join(pkiDir, `${name}.key`),
};

/** Years that everything is valid; `reset` makes all of it anew. */
const YEARS = 10;
const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const pem = (kind: string, der: ArrayBuffer) => x509.PemConverter.encode(der, kind);

/** What the API server is called, by those outside the cluster's network and by those inside. */
const apiNames = [
  { type: "dns", value: "localhost" },
  { type: "dns", value: "kubernetes" },
  { type: "dns", value: "kubernetes.default" },
  { type: "dns", value: "kubernetes.default.svc" },
  { type: "dns", value: `kubernetes.default.svc.${addresses.domain}` },
  { type: "ip", value: "127.0.0.1" },
  { type: "ip", value: addresses.apiService },
  { type: "ip", value: addresses.node },
] as const;
const nodeNames = [
  { type: "dns", value: nodeName },
  { type: "ip", value: addresses.node },
] as const;

/** Who may sign in with a certificate: the common name is the user, the organization its group. */
export const users = {
  admin: "CN=berth-admin,O=system:masters",
  "controller-manager": "CN=system:kube-controller-manager",
  scheduler: "CN=system:kube-scheduler",
  proxy: "CN=system:kube-proxy",
  kubelet: `CN=system:node:${nodeName},O=system:nodes`,
} as const;

/** Makes every certificate and key of the cluster, once. */
export async function makeCertificates(): Promise<void> {
  const done = join(pkiDir, "complete");
  if ((await readFile(done, "utf8").catch(() => undefined)) !== undefined) return;
  x509.cryptoProvider.set(webcrypto);
  await mkdir(pkiDir, { recursive: true, mode: 0o700 });

  const ca = await authority("ca");
  const frontProxy = await authority("front-proxy-ca");
  await issue(ca, "api", "CN=kube-apiserver", apiNames);
  await issue(ca, "api-to-kubelet", "CN=kube-apiserver-kubelet-client,O=system:masters");
  await issue(ca, "kubelet-serving", `CN=system:node:${nodeName},O=system:nodes`, nodeNames);
  await issue(frontProxy, "front-proxy", "CN=front-proxy-client");
  for (const [name, subject] of Object.entries(users)) await issue(ca, name, subject);
  await serviceAccountKeys();
  await writeFile(done, "");
}

interface Authority {
  readonly subject: string;
  readonly key: webcrypto.CryptoKey;
}

async function authority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const subject = `CN=berth-${name}`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    signingAlgorithm: curve,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  await store(name, certificate.toString("pem"), keys.privateKey);
  return { subject, key: keys.privateKey };
}

/** With names it may serve under them; every certificate may also be used to sign in. */
async function issue(by: Authority, name: string, subject: string, names: readonly x509.JsonGeneralName[] = []) {
  const keys = await newKeys();
  const usages = [x509.ExtendedKeyUsage.clientAuth, ...(names.length > 0 ? [x509.ExtendedKeyUsage.serverAuth] : [])];
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: by.subject,
    publicKey: keys.publicKey,
    signingKey: by.key,
    signingAlgorithm: curve,
    ...validity(),
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension(usages),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension([...names])] : []),
    ],
  });
  await store(name, certificate.toString("pem"), keys.privateKey);
}

async function serviceAccountKeys(): Promise<void> {
  const { publicKey, privateKey } = await newKeys();
  await writeFile(pki.key("service-accounts"), await privatePem(privateKey), { mode: 0o600 });
  await writeFile(
    join(pkiDir, "service-accounts.pub"),
    pem("PUBLIC KEY", await webcrypto.subtle.exportKey("spki", publicKey)),
  );
}

async function store(name: string, certificate: string, key: webcrypto.CryptoKey): Promise<void> {
  await writeFile(pki.certificate(name), `${certificate}\n`);
  await writeFile(pki.key(name), await privatePem(key), { mode: 0o600 });
}

const newKeys = () => webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
const privatePem = async (key: webcrypto.CryptoKey) =>
  pem("PRIVATE KEY", await webcrypto.subtle.exportKey("pkcs8", key));

function validity() {
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS);
  return { notBefore, notAfter };
}
