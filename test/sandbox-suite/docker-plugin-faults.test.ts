import { execa } from "execa";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Properties } from "../../sandbox/docker-plugin/values";
import { baseImage, EngineBench } from "../sandbox/docker-plugin/support/engine";
import type { Plugin } from "../sandbox/docker-plugin/support/plugin";

// What a user sees when a real engine or a real registry does not do its part.

let bench: EngineBench;
let plugin: Plugin;
beforeAll(async () => {
  bench = await EngineBench.make();
  plugin = await bench.start();
  await plugin.configure();
});
afterAll(() => bench.remove());

describe("Image that cannot be built", () => {
  const failures: readonly { what: string; dockerfile: string; build?: Properties; says: RegExp }[] = [
    {
      what: "the step that failed",
      dockerfile: `FROM ${baseImage}\nRUN echo because; exit 3\n`,
      says: /2\/2[^]*exit[^]*3[^]*because/,
    },
    { what: "a missing base image", dockerfile: "FROM 127.0.0.1:1/none:1\n", says: /127\.0\.0\.1:1\/none:1/ },
    { what: "a missing file", dockerfile: "FROM scratch\nCOPY missing /\n", says: /missing/ },
    {
      what: "a Dockerfile that makes no sense",
      dockerfile: "FROM scratch\nNONSENSE\n",
      says: /unknown instruction: NONSENSE/,
    },
    {
      what: "a target that is not there",
      dockerfile: "FROM scratch\nLABEL a=b\n",
      build: { target: "none" },
      says: /target/,
    },
  ];
  for (const { what, dockerfile, build = {}, says } of failures) {
    it(`names ${what}`, async () => {
      const inputs = await bench.imageOf(
        plugin,
        `failing-${what.toLowerCase().replaceAll(" ", "-")}`,
        { Dockerfile: dockerfile },
        {},
        build,
      );
      await expect(plugin.create(inputs)).rejects.toThrow(says);
    });
  }

  it("hides its arguments, even where the engine prints them", async () => {
    plugin.logs.length = 0;
    const Dockerfile = `FROM ${baseImage}\nARG TOKEN\nRUN echo token $TOKEN; exit 1\n`;
    const inputs = await bench.imageOf(plugin, "secret", { Dockerfile }, {}, { args: { TOKEN: "s3cret-token" } });
    const error = await plugin.create(inputs).catch(String);
    expect(error).toContain("token");
    expect(JSON.stringify([error, plugin.logs, plugin.stderr])).not.toContain("s3cret");
  });

  it("names a registry that cannot be reached", async () => {
    const inputs = await bench.imageOf(
      plugin,
      "nowhere",
      { Dockerfile: "FROM scratch\nLABEL a=b\n" },
      { imageName: "127.0.0.1:1/app:v1" },
    );
    await expect(plugin.create(inputs)).rejects.toThrow(/refused/);
  });

  it("names an engine that cannot be reached", async () => {
    const lost = await bench.start({ DOCKER_HOST: "unix:///nowhere.sock" });
    const create = async () => {
      await lost.configure();
      await lost.create(await bench.imageOf(plugin, "lost", { Dockerfile: "FROM scratch\nLABEL a=b\n" }));
    };
    await expect(create()).rejects.toThrow(/engine|daemon/);
  });
});

describe("a registry with a lock", () => {
  let server: Server;
  let address: string;
  const seen: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.headers.authorization !== undefined) seen.push(request.headers.authorization);
      response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    address = `127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  });
  afterAll(() => server.close());

  it("is shown the credentials, and its refusal is reported without them", async () => {
    const lock = { server: address, username: "robot", password: "pa55word" };
    const inputs = await bench.imageOf(
      plugin,
      "locked",
      { Dockerfile: "FROM scratch\nLABEL a=b\n" },
      { imageName: `${address}/app:v1`, registry: lock },
    );
    const error = await plugin.create(inputs).catch(String);
    expect(error).toMatch(/unauthorized|credentials|denied/);
    expect(error).not.toContain("pa55word");
    expect(seen).toContain(`Basic ${Buffer.from("robot:pa55word").toString("base64")}`);
  });
});

describe("a build that is cancelled", () => {
  it("ends in the engine, too", async () => {
    const doomed = await bench.start();
    const inputs = await bench.imageOf(plugin, "cancelled", { Dockerfile: `FROM ${baseImage}\nRUN sleep 86399\n` });
    const failed = expect(doomed.create(inputs)).rejects.toThrow();
    const sleepers = async () => (await execa("pgrep", ["-f", "^sleep 86399$"], { reject: false })).stdout;
    await expect.poll(sleepers, { timeout: 60_000 }).not.toBe("");
    await doomed.cancel();
    await failed;
    await expect.poll(sleepers, { timeout: 30_000 }).toBe("");
  });
});
