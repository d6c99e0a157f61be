import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isProperties } from "../../../sandbox/docker-plugin/values";
import { Bench, image } from "./support/stand-in";
import { textWith } from "./support/matchers";

// Every test may start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.make();
});
afterAll(() => bench.remove());

describe("secrets", () => {
  const registry = { server: "registry.example.com", username: "robot", password: "pa55word" };
  const build = { context: "app", dockerfile: "app/Dockerfile", args: { TOKEN: "s3cret-token" } };

  it("gives the client the credentials in a file of its own, which is gone afterwards", async () => {
    const plugin = await bench.pluginWhere();
    await plugin.create(image({ registry }));
    const [call] = await bench.docker.calls("push");
    const auth = Buffer.from("robot:pa55word").toString("base64");
    expect(JSON.parse(call?.config ?? "{}")).toMatchObject({ auths: { "registry.example.com": { auth } } });
    expect(call?.args.join(" ")).not.toContain("pa55word");
    expect(
      (await readdir(tmpdir())).filter(
        (name) => name.startsWith("berth-docker-plugin-") && call?.env.get("DOCKER_CONFIG")?.includes(name),
      ),
    ).toEqual([]);
  });

  it("keeps what the user's own configuration says", async () => {
    await bench.program.write(
      "config/config.json",
      JSON.stringify({ auths: { other: { auth: "x" } }, credsStore: "keychain" }),
    );
    const plugin = await bench.start({ DOCKER_CONFIG: bench.program.join("config") });
    await plugin.create(image({ registry }));
    expect(JSON.parse((await bench.docker.calls("push"))[0]?.config ?? "{}")).toMatchObject({
      auths: { other: { auth: "x" }, "registry.example.com": {} },
      credsStore: "keychain",
      credHelpers: { "registry.example.com": "" },
    });
  });

  it("warns when half of the credentials is missing", async () => {
    const plugin = await bench.pluginWhere();
    await plugin.create(image({ registry: { username: "robot" } }));
    expect(plugin.logs).toContainEqual(
      expect.objectContaining({ severity: "warning", message: textWith("registry.password") }),
    );
  });

  it("stay out of errors and of every message", async () => {
    const output =
      "#2 [2/2] RUN login s3cret-token\n#2 0.1 token s3cret-token, password pa55word\n#2 ERROR: exit code: 1\n";
    const plugin = await bench.pluginWhere({ build: { output, code: 1 } });
    const error = await plugin.create(image({ registry, build })).catch(String);
    expect(error).toContain("[build arg TOKEN]");
    expect(JSON.stringify([error, plugin.logs, plugin.stderr])).not.toMatch(/s3cret|pa55word/);
  });

  it("come back from check as secrets even when the program forgot to mark them", async () => {
    const plugin = await bench.pluginWhere();
    const { registry: checked } = await plugin.check(image({ registry }));
    expect(isProperties(checked) && isProperties(checked["password"]) && checked["password"]["value"]).toBe("pa55word");
  });
});

describe("failures", () => {
  it("say which step failed, without a stack trace, and log the whole output", async () => {
    const output = "#2 [2/2] RUN make\n#2 0.1 cannot compile\n#2 ERROR: exit code: 2\n";
    const plugin = await bench.pluginWhere({ build: { output, code: 1 } });
    await expect(plugin.create(image())).rejects.toThrow(
      [
        'Cannot build Image "app":',
        "  build.dockerfile: must build in every step; step 2/2 failed with exit code 2: RUN make",
        "    cannot compile",
      ].join("\n"),
    );
    expect(plugin.logs).toContainEqual(expect.objectContaining({ severity: "debug", message: output.trim() }));
    expect(plugin.stderr).toEqual([]);
  });

  it("say that the registry refused the push", async () => {
    const plugin = await bench.pluginWhere({
      push: { output: "denied: requested access to the resource is denied\n", code: 1 },
    });
    await expect(plugin.create(image())).rejects.toThrow(
      /Cannot build Image "app":\n {2}registry: must accept the push/,
    );
  });

  it("say that there is no docker client", async () => {
    await bench.program.write("no-docker/node", `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, 0o755);
    const plugin = await bench.start({ PATH: bench.program.join("no-docker") });
    await expect(plugin.create(image())).rejects.toThrow("docker: must be on PATH");
  });
});

describe("cancel", () => {
  it("ends the client together with what it started", async () => {
    const plugin = await bench.start({}, { build: { hangs: true } });
    const building = plugin.create(image());
    const failed = expect(building).rejects.toThrow("cancelled");
    const pids = await hangingPids();
    await plugin.cancel();
    await failed;
    await expect.poll(() => pids.filter(alive), { timeout: 5_000 }).toEqual([]);
  });

  it("is what the end of the plugin means, too", async () => {
    const plugin = await bench.start({}, { build: { hangs: true } });
    plugin.create(image()).catch(() => undefined);
    const pids = await hangingPids();
    plugin.process.kill("SIGTERM");
    await expect.poll(() => pids.filter(alive), { timeout: 5_000 }).toEqual([]);
  });
});

describe("an engine that is killed", () => {
  it("leaves neither the plugin nor a client behind", async () => {
    const engine = await bench.program.write("engine", `#!/bin/sh\n'${bench.executable}' "$@" &\nwait\n`, 0o755);
    const plugin = await bench.start({}, { build: { hangs: true } }, engine);
    plugin.create(image()).catch(() => undefined);
    const pids = await hangingPids();
    plugin.process.kill("SIGKILL");
    await expect.poll(() => pids.filter(alive), { timeout: 10_000 }).toEqual([]);
  });
});

async function hangingPids(): Promise<number[]> {
  await expect.poll(() => bench.docker.pids(), { timeout: 10_000 }).toHaveLength(2);
  return bench.docker.pids();
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
