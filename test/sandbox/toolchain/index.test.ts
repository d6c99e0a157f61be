import { execa } from "execa";
import { appendFileSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { afterAll, describe, expect, it, vi } from "vitest";
import { cacheDir } from "../../../sandbox/paths";
import { folder } from "../../support/files";
import { Machine, nowhere, officialHost, sha256 } from "./support";
import { pair, tool } from "./tools";

vi.hoisted(() => vi.stubEnv("BERTH_CACHE", `/tmp/berth-test-toolchain-${process.pid}`));

afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

const official = "#!/bin/sh\necho official\n";
const release = (url: string) => [{ url: `${url}/kubectl`, sums: `${url}/kubectl.sha256` }];

describe("installToolchain", () => {
  it("takes an installed program that fits", async () => {
    const machine = new Machine();
    machine.has("kubectl", "v1.2.9");
    const host = await officialHost({});
    expect(await machine.content([tool({ release: release(host.url) })])).toContain("v1.2.9");
    expect(host.asked).toEqual([]);
    expect(machine.builds).toEqual([]);
  });

  it("takes an installed plugin from the engine's own cache", async () => {
    const machine = new Machine();
    machine.put(".pulumi/plugins/resource-x-v1.2.3/kubectl", { program: "the user's own" });
    expect(await machine.content([tool({ plugin: "resource-x-v1.2.3" })])).toBe("the user's own");
  });

  it.each([
    ["does not fit", (machine: Machine) => machine.has("kubectl", "v1.1.9")],
    ["lacks a companion", (machine: Machine) => machine.has("kubelet", "v1.2.3")],
    ["cannot be run", (machine: Machine) => machine.put("bin/kubectl", { program: "#!/nowhere\n" })],
  ])("prefers the official release to an installed program that %s", async (_, prepare) => {
    const machine = new Machine();
    prepare(machine);
    const { url } = await officialHost({ "/kubectl": official, "/kubectl.sha256": sha256(official) });
    expect(await machine.content([tool({ release: release(url) })])).toBe(official);
    expect(machine.builds).toEqual([]);
  });

  it("takes the programs out of an archive whose sum is one of many", async () => {
    const machine = new Machine();
    const room = folder({ "pack/kubectl": official, "pack/LICENSE": "text" });
    await create({ cwd: room, file: join(room, "a.tar.gz"), gzip: true }, ["pack"]);
    const archive = readFileSync(join(room, "a.tar.gz"));
    const { url } = await officialHost({
      "/a.tar.gz": archive,
      "/sums": `${sha256("b")}  b.tar.gz\n${sha256(archive)}  a.tar.gz\n`,
    });
    const asset = { url: `${url}/a.tar.gz`, sums: `${url}/sums`, members: ["kubectl"] };
    expect(await machine.content([tool({ release: [asset] })])).toBe(official);
  });

  it.each([
    ["its sum is wrong", { "/kubectl": official, "/kubectl.sha256": sha256("other") }, "refused .* published is"],
    ["its sum is missing", { "/kubectl": official }, "kubectl.sha256 answers 404"],
    ["its sum is no sum", { "/kubectl": official, "/kubectl.sha256": "<html>" }, "lists no SHA-256"],
    ["the file is missing", { "/kubectl.sha256": sha256(official) }, "kubectl answers 404"],
    ["the host fails", { "/kubectl": 500, "/kubectl.sha256": sha256(official) }, "kubectl answers 500"],
  ])("builds what it cannot download because %s, and says so", async (_, files, reason) => {
    const machine = new Machine();
    const { url } = await officialHost(files);
    expect(await machine.content([tool({ release: release(url) })])).toContain("built kubectl");
    expect(machine.said.join("\n")).toMatch(new RegExp(`${reason}.*kubectl will be built instead`));
  });

  it("builds what is on a host that cannot be reached", async () => {
    const machine = new Machine();
    expect(await machine.content([tool({ release: release(nowhere) })])).toContain("built kubectl");
  });

  it.each([200, 401])("leaves a program to its official image when the registry answers %d", async (status) => {
    const machine = new Machine();
    const { url } = await officialHost({ "/v2/": status });
    const { ready, done } = await machine.install([tool({ registry: url })]);
    await done;
    expect(await ready("kubectl")).toBeUndefined();
    expect(machine.builds).toEqual([]);
  });

  it.each([nowhere, undefined])("builds a program whose registry cannot be used", async (registry) => {
    const machine = new Machine();
    const url = registry ?? (await officialHost({ "/v2/": 403 })).url;
    expect(await machine.content([tool({ registry: url })])).toContain("built kubectl");
  });

  it("builds everything at once, under every name of a program, with what belongs beside it", async () => {
    const machine = new Machine();
    machine.put("modules/example.com/sdk/dist/launcher", { program: "launcher" });
    const { bin, done } = await machine.install([
      tool({
        name: "kube",
        programs: ["kubelet", "kube-proxy"],
        source: { packages: [{ module: ".", path: "./cmd/kube" }], compiles: [1, 1] },
      }),
      tool({
        name: "pulumi",
        programs: ["pulumi", "launcher"],
        source: {
          packages: [{ module: ".", path: "example.com/cmd/pulumi" }],
          copies: { pinnedIn: ".", module: "example.com/sdk", folder: "dist", files: ["launcher"] },
          compiles: [1, 1],
        },
      }),
    ]);
    await done;
    expect(readdirSync(bin).sort()).toEqual(["kube-proxy", "kubelet", "launcher", "pulumi"]);
    expect(readFileSync(join(bin, "kube-proxy"), "utf8")).toContain("built kube");
    expect(readFileSync(join(bin, "launcher"), "utf8")).toBe("launcher");
    expect(machine.builds).toHaveLength(1);
  });

  it("hands a tool over while others are still being built", async () => {
    const machine = new Machine();
    machine.put("hold", "");
    const { ready, done } = await machine.install(pair);
    expect(await ready("kube")).toContain("first");
    let finished = false;
    void done.then(() => (finished = true));
    expect(finished).toBe(false);
    rmSync(join(machine.root, "hold"));
    await done;
  });

  it("leaves nothing of the build behind", async () => {
    const machine = new Machine();
    await machine.content([tool()]);
    expect(readdirSync(machine.cacheDir).sort()).toEqual(["toolchains", "tools"]);
  });

  it("says what the compiler said", async () => {
    const machine = new Machine();
    machine.put("fail", "example.com/fine\n# example.com/x\nx.go:1:1: undefined: y\n");
    const { done, ready } = await machine.install([tool()]);
    await expect(done).rejects.toThrow("Cannot build the tools:\n  # example.com/x\n  x.go:1:1: undefined: y");
    await expect(ready("kubectl")).rejects.toThrow("undefined: y");
  });

  it("says that the disk is full, and nothing else", async () => {
    const machine = new Machine();
    machine.put("fail", "compile: writing output: write $WORK/b1/_pkg_.a: no space left on device\n");
    await expect(machine.content([tool()])).rejects.toThrow(/^Cannot install the toolchain:\n {2}.*the disk is full/);
  });

  it("says what has to be built, and with what, where there is no Go", async () => {
    const machine = new Machine({ go: false });
    await expect(machine.content([tool()])).rejects.toThrow("Cannot build kubectl:\n  go: must be on PATH");
  });
});

describe("installToolchain, when it has been done before", () => {
  it("reads one file and asks nobody", async () => {
    const machine = new Machine();
    await machine.content([tool()]);
    const calls = machine.calls.length;
    machine.said.length = 0;
    const before = performance.now();
    await machine.content([tool()]);
    expect(performance.now() - before).toBeLessThan(100);
    expect(machine.calls).toHaveLength(calls);
    expect(machine.said).toEqual([]);
  });

  it("builds again when a module has changed", async () => {
    const machine = new Machine();
    await machine.content([tool()]);
    appendFileSync(join(machine.toolsDir, "go.sum"), "another line\n");
    await machine.content([tool()]);
    expect(machine.builds).toHaveLength(2);
  });

  it("builds only the tools whose own sources have changed", async () => {
    const machine = new Machine();
    const tools = [tool(), tool({ name: "pause" })];
    await machine.content(tools);
    machine.put("tools/cmd/pause/main.go", "package main");
    await machine.content(tools);
    expect(machine.builds).toHaveLength(2);
    expect(machine.builds[1]).toMatch(/ \.\/cmd\/pause$/);
  });

  it("looks again when an installed program was replaced or a tool removed", async () => {
    const machine = new Machine();
    machine.has("kubectl", "v1.2.9");
    await machine.content([tool()]);
    machine.has("kubectl", "v2.0.0");
    utimesSync(join(machine.root, "bin/kubectl"), 1, 1);
    expect(await machine.content([tool()])).toContain("built kubectl");
    rmSync(join(machine.cacheDir, "tools"), { recursive: true });
    expect(await machine.content([tool()])).toContain("built kubectl");
  });

  it("does not take its own links for installed programs", async () => {
    const machine = new Machine();
    const { bin, done } = await machine.install([tool()]);
    await done;
    Object.assign(machine.env, { PATH: `${bin}:${machine.env["PATH"] ?? ""}` });
    rmSync(join(bin, "../stamp.json"));
    await machine.content([tool({ installed: { ask: [], fits: () => true } })]);
    expect(machine.said.at(-1)).toContain("in the cache");
  });
});

describe("installToolchain, asked by two at once", () => {
  it("does the work once and says who does it", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const machine = new Machine();
    machine.put("hold", "");
    const first = await machine.install([tool()]);
    await vi.waitFor(() => expect(machine.builds).toHaveLength(1), 5000);
    const second = await machine.install([tool()]);
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith(expect.stringContaining(`process ${process.pid}`)));
    rmSync(join(machine.root, "hold"));
    await Promise.all([first.done, second.done]);
    expect(machine.builds).toHaveLength(1);
    expect(await second.ready("kubectl")).toBe(await first.ready("kubectl"));
  });
});

describe("installToolchain, after a run that was killed", () => {
  it("keeps what was finished and builds the rest", async () => {
    const machine = new Machine();
    machine.put("hold", "");
    const first = execa("node", ["--import", "tsx", join(__dirname, "killed.ts"), machine.root], { reject: false });
    await vi.waitFor(() => expect(readdirSync(join(machine.cacheDir, "tools"))).toEqual(["kube"]), 20_000);
    first.kill("SIGKILL");
    await first;
    rmSync(join(machine.root, "hold"));
    machine.put("cache/tools/kubectl/.draft-1/kubectl", "half a program");
    // A lock counts as abandoned when it has not been renewed for a while.
    utimesSync(join(cacheDir, "locks/toolchain.lock"), 1, 1);

    await machine.content(pair);
    expect(machine.builds).toHaveLength(2);
    expect(machine.builds[1]).toMatch(/ \.\/cmd\/kubectl$/);
    expect(machine.said).toContain("kube 1.2.3: in the cache");
    expect(readdirSync(join(machine.cacheDir, "tools/kubectl"))).toHaveLength(1);
    expect(readdirSync(machine.cacheDir)).not.toContain("build");
  }, 30_000);
});
