import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "../../../sandbox/toolchain/catalog";
import type { ToolName } from "../../../sandbox/toolchain/tool";
import { images, toolsDir, versions } from "../../../sandbox/toolchain/versions";

const fits = (name: ToolName, answer: string) =>
  catalog.find((tool) => tool.name === name)?.installed?.fits(answer) ?? false;

describe("catalog", () => {
  it("pins a version of everything", () => {
    for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+/);
    expect(Object.values(images).every((image) => /:v?\d/.test(image))).toBe(true);
  });

  it("builds the Kubernetes plugin from the module that is its version of the SDK", () => {
    // The module is numbered by commit; whoever changes one of the two has to look up the other.
    const commits: Record<string, string> = { "4.25.0": "v4.0.0-20260115033456-f47bc2d6f199" };
    const goMod = readFileSync(join(toolsDir, "go.mod"), "utf8");
    expect(goMod).toContain(
      `github.com/pulumi/pulumi-kubernetes/provider/v4 ${commits[versions.kubernetesProvider] ?? "?"}`,
    );
  });

  it("says of every left-out part which module it belongs to, and of every such module what is left out", () => {
    const modules = [...new Set(catalog.flatMap(({ source }) => source.pruned ?? []))];
    const root = join(toolsDir, "_pruned");
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith(".go"))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    expect(files.filter((file) => !modules.some((module) => file.startsWith(`${module}/`)))).toEqual([]);
    expect(modules.filter((module) => !existsSync(join(root, module)))).toEqual([]);
  });

  it("has the source of every program of our own", () => {
    const own = catalog.flatMap(({ source }) => source.packages).filter(({ path }) => path.startsWith("./"));
    expect(own.filter(({ module, path }) => !existsSync(join(toolsDir, module, path, "main.go")))).toEqual([]);
  });

  it.each<[ToolName, string, boolean]>([
    ["pulumi", `v${versions.pulumi}\n`, true],
    ["pulumi", "v3.220.1", true],
    ["pulumi", "v3.999.0", true],
    ["pulumi", "v3.219.9", false],
    ["pulumi", "v4.0.0", false],
    ["pulumi", "pulumi: command broken", false],
    ["kubectl", "Client Version: v1.32.0\nKustomize Version: v5.6.0", true],
    ["kubectl", "Client Version: v1.34.9", true],
    ["kubectl", "Client Version: v1.31.13", false],
    ["kubectl", "Client Version: v1.33.4-dispatcher", false],
    ["kubectl", "Client Version: v1.35.0", false],
    ["kube", "Kubernetes v1.33.0", true],
    ["kube", "Kubernetes v1.34.0", false],
  ])("decides whether an installed %s fits by its answer %j: %s", (name, answer, expected) => {
    expect(fits(name, answer)).toBe(expected);
  });
});
