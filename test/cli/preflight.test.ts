import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { requireCluster, requireRegistry } from "../../cli/preflight";
import { fakeTarget } from "./support/target";

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function answering(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // eslint-disable-line @typescript-eslint/consistent-type-assertions -- Node's type knows pipes as well
  return `127.0.0.1:${port}`;
}

describe("requireCluster", () => {
  const contexts = (names: string, ready = "echo ok") =>
    fakeTarget({ kubectl: `case "$*" in *get-contexts*) printf '${names}';; *readyz*) ${ready};; esac` });

  it("accepts a context whose API server answers", async () => {
    await expect(requireCluster(await contexts("kind-kind\\nberth-sandbox\\n"))).resolves.toBeUndefined();
  });

  it("names the contexts that there are", async () => {
    await expect(requireCluster(await contexts("kind-kind\\n"))).rejects.toThrow(
      'Cannot use kube context "berth-sandbox":\n  berth:kubeContext: must be a context of your kubeconfig; it has kind-kind',
    );
  });

  it("says so when the API server does not answer", async () => {
    const target = await contexts("berth-sandbox\\n", "echo 'connection refused' >&2; exit 1");
    await expect(requireCluster(target)).rejects.toThrow("API server: must answer within 5 s");
  });
});

describe("requireRegistry", () => {
  it.each([200, 401])("accepts a registry that answers %i", async (status) => {
    await expect(requireRegistry(`${await answering(status)}/team`)).resolves.toBeUndefined();
  });

  it("refuses what is no registry", async () => {
    const address = await answering(404);
    await expect(requireRegistry(address)).rejects.toThrow(`Cannot use registry "${address}"`);
  });

  it("refuses what does not answer", async () => {
    await expect(requireRegistry("127.0.0.1:1")).rejects.toThrow("must be a registry that answers /v2/");
  });
});
