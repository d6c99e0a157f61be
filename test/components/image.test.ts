import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Image, type ImageArgs } from "../../components";
import { pinned } from "../../components/image";
import { contextDigest } from "../../components/support/digest";
import { folder } from "../support/files";
import { deploy, DIGEST, refusal, valueOf } from "../support/mocks";

const source = () =>
  folder({ Dockerfile: "FROM scratch", "debug/Dockerfile": "FROM busybox", "main.go": "package main" });

const image = (context: string, changes: Partial<ImageArgs> = {}) =>
  new Image("orders", { context, registry: "localhost:5000", platform: "linux/amd64", ...changes });

const tagOf = async (context: string, changes?: Partial<ImageArgs>) =>
  (await deploy(() => image(context, changes))).value.version;

const refusalOf = (changes: object, context = source()) => refusal(() => image(context, changes));

describe("Image", () => {
  it("builds its folder and calls the outcome by the digest of what went in", async () => {
    const { find } = await deploy(() => image("services", { dockerfile: "greeter/Dockerfile", target: "build" }));
    const version = contextDigest("services", "services/greeter/Dockerfile", {
      target: "build",
      platform: "linux/amd64",
      args: [],
    });

    expect(find("docker:index/image:Image")).toMatchObject({
      name: "orders",
      parent: "berth:index:Image orders",
      inputs: {
        imageName: `localhost:5000/orders:${version}`,
        build: {
          context: "services",
          dockerfile: "services/greeter/Dockerfile",
          platform: "linux/amd64",
          target: "build",
          args: { VERSION: version },
        },
        buildOnPreview: false,
        skipPush: false,
      },
    });
  });

  it("is referred to by the digest that the registry told", async () => {
    const { value } = await deploy(() => image(source()));
    expect(await valueOf(value.ref)).toBe(`localhost:5000/orders@${DIGEST}`);
  });

  it("knows its version in a preview, and its digest not yet", async () => {
    const { value, resources } = await deploy(() => image(source()), { preview: true });
    expect(value.version).toMatch(/^[0-9a-f]{16}$/);
    expect(resources.map(({ type }) => type)).toEqual(["berth:index:Image", "docker:index/image:Image"]);
  });

  it("gets another version when anything that decides about the build changes", async () => {
    const context = source();
    const versions = [
      await tagOf(context),
      await tagOf(context, { dockerfile: "debug/Dockerfile" }),
      await tagOf(context, { target: "test" }),
      await tagOf(context, { args: { A: "1" } }),
      await tagOf(context, { args: { A: "2" } }),
      await tagOf(context, { platform: "linux/arm64" }),
    ];
    expect(new Set(versions).size).toBe(versions.length);
  });

  it("keeps its version when only the order of arguments or the name of the folder changes", async () => {
    const [one, other] = [source(), source()];
    expect(await tagOf(one, { args: { A: "1", B: "2" } })).toBe(await tagOf(other, { args: { B: "2", A: "1" } }));
  });

  it("describes folders relative to the program, so that state does not depend on the machine", async () => {
    const { find } = await deploy(() => image(join(process.cwd(), "services"), { dockerfile: "greeter/Dockerfile" }));
    expect(find("docker:index/image:Image").inputs).toMatchObject({
      build: { context: "services", dockerfile: "services/greeter/Dockerfile" },
    });
  });

  it("passes build arguments on and lets a transform have the last word", async () => {
    const { find } = await deploy(() =>
      image(source(), {
        args: { MODE: "fast" },
        transform: (built) => ({ ...built, build: { ...built.build, network: "host" } }),
      }),
    );
    expect(find("docker:index/image:Image").inputs).toMatchObject({
      build: { args: { MODE: "fast" }, network: "host" },
    });
  });

  it("refuses a digest that no registry told", () => {
    expect(() => pinned(undefined, "orders", "<none>@<none>")).toThrow(
      'Cannot use Image "orders":\n  ref: must be a digest that the registry told',
    );
  });
});

describe("Image arguments", () => {
  it("reports a folder that is not there, and where it looked", async () => {
    expect(await refusalOf({}, "nowhere")).toBe(
      `Cannot create Image "orders":\n  context: must be an existing folder (looked for ${process.cwd()}/nowhere)`,
    );
  });

  it("reports every problem at once", async () => {
    const changes = {
      dockerfile: "Containerfile",
      registry: "https://r",
      platform: "linux/mips",
      args: { VERSION: "1" },
      tag: "x",
    };
    expect(await refusalOf(changes)).toBe(
      [
        'Cannot create Image "orders":',
        "  args.VERSION: is set to the content digest",
        '  registry: must be an address without scheme, such as "localhost:5000" or "ghcr.io/acme"',
        '  platform: must be "linux/amd64" or "linux/arm64"',
        '  tag: unknown key (did you mean "target"?)',
      ].join("\n"),
    );
  });

  it("reports a Dockerfile that is not there", async () => {
    expect(await refusalOf({ dockerfile: "Containerfile" })).toBe(
      'Cannot create Image "orders":\n  dockerfile: must be an existing file, relative to context',
    );
  });

  it("does not repeat the value of a build argument", async () => {
    expect(await refusalOf({ args: { TOKEN: 42, PASSWORD: ["hunter2"] } })).toBe(
      'Cannot create Image "orders":\n  args.TOKEN: must be of type string\n  args.PASSWORD: must be of type string',
    );
  });
});
