import { describe, expect, it } from "vitest";
import { buildCommand, isBuildable } from "../../../sandbox/docker-plugin/command";
import { parseInputs } from "../../../sandbox/docker-plugin/inputs";
import type { Properties } from "../../../sandbox/docker-plugin/values";

function commandFor(
  build: Properties,
  network?: string,
): { args: readonly string[]; env: Readonly<Record<string, string>> } {
  const spec = parseInputs({
    imageName: "r.example.com/app:v1",
    build: { context: "/src", dockerfile: "/src/Dockerfile", ...build },
  });
  if (!isBuildable(spec)) throw new Error("the test's image lacks a field");
  return buildCommand(spec, "/id", network);
}

describe("buildCommand", () => {
  it("builds with BuildKit inside the engine", () => {
    const { args, env } = commandFor({});
    expect(args).toEqual([
      "build",
      "--progress=plain",
      "--iidfile=/id",
      "--tag=r.example.com/app:v1",
      "--file=/src/Dockerfile",
      "/src",
    ]);
    expect(env).toEqual({ DOCKER_BUILDKIT: "1", BUILDX_BUILDER: "default", BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
  });

  it("passes every option of the contract", () => {
    const { args } = commandFor({
      platform: "linux/arm64",
      target: "final",
      network: "none",
      addHosts: ["db:10.0.0.1"],
      cacheFrom: { images: ["r.example.com/app:cache"] },
    });
    expect(args.slice(5, -1)).toEqual([
      "--platform=linux/arm64",
      "--target=final",
      "--network=none",
      "--add-host=db:10.0.0.1",
      "--cache-from=r.example.com/app:cache",
    ]);
  });

  it("keeps the values of build arguments out of the process list", () => {
    const { args, env } = commandFor({ args: { TOKEN: "s3cret" } });
    expect(args).toContain("--build-arg=TOKEN");
    expect(args.join(" ")).not.toContain("s3cret");
    expect(env["TOKEN"]).toBe("s3cret");
  });

  for (const name of [
    "DOCKER_HOST",
    "PATH",
    "http_proxy",
    "HTTPS_PROXY",
    "BUILDX_BUILDER",
    "LD_PRELOAD",
    "GODEBUG",
    "a.b",
  ]) {
    it(`does not let the build argument ${name} steer the client`, () => {
      const { args, env } = commandFor({ args: { [name]: "value" } });
      expect(args).toContain(`--build-arg=${name}=value`);
      expect(env[name]).not.toBe("value");
    });
  }

  it("uses the sandbox's network unless the image names one", () => {
    expect(commandFor({}, "host").args).toContain("--network=host");
    expect(commandFor({ network: "none" }, "host").args).toContain("--network=none");
  });

  it("can still use the first builder, which knows no progress option", () => {
    const { args, env } = commandFor({ builderVersion: "BuilderV1" });
    expect(env["DOCKER_BUILDKIT"]).toBe("0");
    expect(args.join(" ")).not.toContain("--progress");
  });
});
