import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import * as z from "zod";
import { loadDuring } from "./load";
import { inspect, killOne } from "./machine";
import { add, Clone, gateway, insideCluster, registry, sandboxFolder, suiteEnvironment, swap } from "./support";

const sandbox = suiteEnvironment.BERTH_SANDBOX;
const kubeconfig = join(sandboxFolder, "kubeconfig");

const statusSchema = z.object({
  stack: z.string(),
  services: z.array(
    z.object({ name: z.string(), url: z.string(), ready: z.int(), desired: z.int(), image: z.string() }),
  ),
});

/**
 * One story, told in order: a clean clone comes up, is used, changed, misused and hurt, and goes away without a trace.
 * Each part builds on the one before, because bringing a cluster up is what takes long.
 */
describe("a clone on this machine", { sequential: true }, () => {
  let clone: Clone;

  const kubectl = async (...args: readonly string[]) =>
    (await execa("kubectl", ["--kubeconfig", kubeconfig, ...args], { reject: false, all: true })).all;
  const status = async () => {
    const { output, code } = await clone.npm("status", "dev", "--json");
    expect(code, output).toBe(0);
    return statusSchema.parse(JSON.parse(output));
  };

  beforeAll(async () => {
    clone = await Clone.make();
  });

  afterAll(() => clone.remove());

  it("comes up with one command and greets", async () => {
    const { code, output } = await clone.npm("up");
    expect(code, output).toBe(0);
    expect(output).toContain("using the sandbox's stand-in");
    expect(await (await fetch(`${gateway}/`)).text()).toBe("Hello, World!");
  });

  it("says what runs, for people and for scripts", async () => {
    const { stack, services } = await status();
    expect(stack).toBe("dev");
    expect(services).toMatchObject([{ name: "greeter", url: `${gateway}/`, ready: 3, desired: 3 }]);
    expect(services[0]?.image).toMatch(new RegExp(`^${registry}/greeter@sha256:[0-9a-f]{64}$`));
    expect((await clone.npm("status", "dev")).output).toContain("greeter  3/3 ready");
  });

  it("changes nothing and builds nothing the second time, within 15 seconds", async () => {
    const { code, output, seconds } = await clone.npm("up");
    expect(code, output).toBe(0);
    expect(output).toMatch(/Resources:\n\s+\d+ unchanged\n/);
    expect(seconds).toBeLessThan(15);
  });

  it("keeps the namespace under the restricted pod security standard", async () => {
    expect(await kubectl("get", "namespace", "berth", "--output=jsonpath={.metadata.labels}")).toContain(
      '"pod-security.kubernetes.io/enforce":"restricted"',
    );
    const refused = await kubectl(
      "-n",
      "berth",
      "run",
      "intruder",
      "--image=busybox",
      "--privileged",
      "--restart=Never",
    );
    expect(refused).toContain('violates PodSecurity "restricted');
  });

  it("has nothing but the program in the image", async () => {
    const [service] = (await status()).services;
    const digest = service?.image.split("@")[1] ?? "";
    const manifest = await (
      await fetch(`http://${registry}/v2/greeter/manifests/${digest}`, {
        headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
      })
    ).json();
    const { layers } = z.object({ layers: z.array(z.object({ digest: z.string() })) }).parse(manifest);
    expect(layers).toHaveLength(1);
    const layer = await fetch(`http://${registry}/v2/greeter/blobs/${layers[0]?.digest}`);
    const { stdout } = await execa("tar", ["--list", "--verbose", "--gzip"], {
      input: Buffer.from(await layer.arrayBuffer()),
    });
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stdout).toMatch(/ greeter$/);
  });

  it("builds one image and rolls out once for one changed line, and no request fails meanwhile", async () => {
    const digest = (await status()).services[0]?.image;
    const generation = () =>
      kubectl("-n", "berth", "get", "deployments", "--output=jsonpath={.items[0].metadata.generation}");
    const before = Number(await generation());
    const address = await kubectl("-n", "berth", "get", "service", "greeter", "--output=jsonpath={.spec.clusterIP}");
    await clone.edit("services/greeter/greeter.go", (text) => `${text}\n// One more line.\n`);

    const load = loadDuring(await insideCluster(), `http://${address}/`, 60);
    const { code, output } = await clone.npm("up");
    const { sent, failed, report } = await load;

    expect(code, output).toBe(0);
    expect(output).toMatch(/~ 2 updated/);
    expect(output.match(/docker:index:Image greeter updated/g)).toHaveLength(1);
    expect((await status()).services[0]?.image).not.toBe(digest);
    expect(Number(await generation())).toBe(before + 1);
    expect(sent, report).toBeGreaterThan(20_000);
    expect(failed, report).toBe(0);
  });

  describe("refuses, with one message and nothing changed", () => {
    const refusals: readonly [string, string, (text: string) => string, string[]][] = [
      ["an unknown key", "stacks/Pulumi.dev.yaml", add("berth:registri: x"), ["registri", "registry"]],
      ["a value of the wrong kind", "stacks/Pulumi.dev.yaml", add("berth:namespace: Not_A_Label"), ["berth:namespace"]],
      [
        "a Dockerfile that is missing",
        "stacks/services.ts",
        swap("greeter/Dockerfile", "greeter/Dockerfil"),
        ["build.dockerfile: must be an existing file"],
      ],
      ["port 70000", "stacks/services.ts", swap("port: 8080", "port: 70000"), ["port", "65535"]],
      ["port 0", "stacks/services.ts", swap("port: 8080", "port: 0"), ["port"]],
      [
        "a name that is no DNS label",
        "stacks/services.ts",
        swap('"greeter", {', '"Greeter_1", {'),
        ["Greeter_1", "name: must be", "a-z"],
      ],
      [
        "a build that fails",
        "services/greeter/greeter.go",
        (text) => `${text}\nnot go\n`,
        ["Cannot build", "greeter.go"],
      ],
      [
        "a kube context that is not there",
        "stacks/Pulumi.dev.yaml",
        add("berth:kubeContext: nowhere"),
        ["nowhere", "must be a context of your kubeconfig"],
      ],
    ];
    it.each(refusals)("%s", async (_, file, change, words) => {
      const pods = await kubectl("-n", "berth", "get", "pods", "--output=name");
      let original = "";
      await clone.edit(file, (text) => change((original = text)));
      const { code, output } = await clone.npm("up");
      await clone.edit(file, () => original);
      expect(code, output).not.toBe(0);
      for (const word of words) expect(output).toContain(word);
      expect(output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
      expect(await kubectl("-n", "berth", "get", "pods", "--output=name")).toBe(pods);
    });

    it("a container that crashes, by pod, exit code and last words, within 60 seconds of its start", async () => {
      let original = "";
      await clone.edit("services/greeter/main.go", (text) =>
        (original = text).replace(
          "func main() {\n",
          'func main() {\n\tprintln("no such table: greetings")\n\tos.Exit(7)\n',
        ),
      );
      const { code, output, seconds } = await clone.npm("up");
      await clone.edit("services/greeter/main.go", () => original);
      expect(code, output).not.toBe(0);
      expect(output).toMatch(/Pod "greeter-.*" is not ready/);
      expect(output).toContain("exit code 7");
      expect(output).toContain("no such table: greetings");
      expect(seconds).toBeLessThan(90);
      expect(await (await fetch(`${gateway}/`)).text()).toBe("Hello, World!");
    });

    it("a second clone that wants the same namespace", async () => {
      const second = await Clone.make();
      try {
        const { code, output } = await second.npm("up");
        expect(code, output).not.toBe(0);
        expect(output).toContain(`the sandbox, which all clones on this machine share, has it from ${clone.folder}`);
      } finally {
        await second.remove();
      }
    });
  });

  it("comes up again after Ctrl-C in the middle of an update", async () => {
    await clone.edit("services/greeter/greeter.go", (text) => `${text}\n// Interrupted.\n`);
    await clone.interrupted(8, "up");
    const { code, output } = await clone.npm("up");
    expect(code, output).toBe(0);
    expect(await (await fetch(`${gateway}/`)).text()).toBe("Hello, World!");
  });

  it("comes up again, ten times, after a random part of the sandbox was killed", { timeout: 900_000 }, async () => {
    for (let round = 0; round < 10; round += 1) {
      const victim = await killOne(sandbox);
      const { code, output } = await clone.npm("up");
      expect(code, `after the end of ${victim}:\n${output}`).toBe(0);
      expect(await (await fetch(`${gateway}/`)).text(), `after the end of ${victim}`).toBe("Hello, World!");
    }
  });

  it("comes up within a minute from what is stored", async () => {
    expect((await clone.npm("sandbox", "down")).code).toBe(0);
    const { code, output, seconds } = await clone.npm("up");
    expect(code, output).toBe(0);
    expect(output).toMatch(/Resources:\n\s+\d+ unchanged\n/);
    expect(seconds).toBeLessThan(60);
  });

  it("leaves no object in the cluster when it is destroyed", async () => {
    const { code, output } = await clone.npm("destroy");
    expect(code, output).toBe(0);
    const kinds = "namespaces,pods,services,deployments,ingresses,serviceaccounts,poddisruptionbudgets";
    const ours = await kubectl(
      "get",
      kinds,
      "--all-namespaces",
      "--selector=app.kubernetes.io/managed-by=pulumi",
      "--output=name",
    );
    expect(ours.trim()).toBe("");
    expect(await kubectl("get", "namespace", "berth", "--ignore-not-found")).toBe("");
  });

  it("leaves nothing on the machine when the sandbox goes down", async () => {
    expect((await clone.npm("sandbox", "down")).output).toContain("is down");
    expect(await inspect(sandbox)).toEqual(inject("before"));
    expect((await clone.npm("sandbox", "status")).code).toBe(3);
  });
});
