import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";
import { projectDir } from "../paths";
import type { GoModule } from "./tool";

/** The Go modules that pin most versions. */
export const toolsDir = join(projectDir, "sandbox", "tools");

/** All versions of the toolchain; each is stated once, in sandbox/tools/go.mod or package.json. */
export const versions = {
  kubernetes: pinned("k8s.io/kubernetes"),
  pulumi: pinned("github.com/pulumi/pulumi/pkg/v3"),
  pulumiNodejs: pinned("github.com/pulumi/pulumi/sdk/v3", "language-nodejs"),
  /** Plugin and SDK have to agree; the module behind it is numbered by commit. */
  kubernetesProvider: manifest.dependencies["@pulumi/kubernetes"],
  coredns: pinned("github.com/coredns/coredns"),
  metricsServer: pinned("sigs.k8s.io/metrics-server"),
  traefik: pinned("github.com/traefik/traefik/v3"),
  /** @see https://github.com/kubernetes/kubernetes/blob/release-1.33/build/dependencies.yaml */
  pause: "3.10",
} as const;

/** What the official images are called. */
export const images = {
  pause: `registry.k8s.io/pause:${versions.pause}`,
  coredns: `registry.k8s.io/coredns/coredns:v${versions.coredns}`,
  "metrics-server": `registry.k8s.io/metrics-server/metrics-server:v${versions.metricsServer}`,
  traefik: `docker.io/library/traefik:v${versions.traefik}`,
} as const;

/** The version that one of our Go modules requires, without its `v`. */
function pinned(module: string, by: GoModule = "."): string {
  const goMod = readFileSync(join(toolsDir, by, "go.mod"), "utf8");
  const version = goMod.split("\n").find((line) => line.trim().startsWith(`${module} v`) && !line.includes("=>"));
  if (version === undefined) throw new Error(`no version of ${module} in the Go modules of the sandbox`);
  return version.trim().split(" ")[1]?.slice(1) ?? "";
}

type Version = readonly [major: number, minor: number, patch: number];

/** The first version in a text, such as `Client Version: v1.33.13`. */
function versionIn(text: string): Version | undefined {
  const [, major, minor, patch] = /v?(\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

export function minorsApart(answer: string, wanted: string): number {
  const [has, wants] = [versionIn(answer), versionIn(wanted)];
  return has === undefined || wants === undefined || has[0] !== wants[0] ? Infinity : Math.abs(has[1] - wants[1]);
}

export function sameMinor(answer: string, wanted: string): boolean {
  return minorsApart(answer, wanted) === 0;
}

export function sameMajorNotOlder(answer: string, wanted: string): boolean {
  const [has, wants] = [versionIn(answer), versionIn(wanted)];
  if (has === undefined || wants === undefined || has[0] !== wants[0]) return false;
  return has[1] > wants[1] || (has[1] === wants[1] && has[2] >= wants[2]);
}
