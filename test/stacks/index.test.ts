import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { dev } from "../../stacks/dev";
import { prod } from "../../stacks/prod";
import { inProgramFolder, refusalOf, runStack } from "../support/program";

const DISABLED = "pulumi:disable-default-providers";
const stackFile = z.object({ config: z.object({ [DISABLED]: z.array(z.string()) }) });

inProgramFolder();

describe("stacks", () => {
  it("run the same services everywhere", () => {
    expect(Object.keys(prod.services)).toEqual(Object.keys(dev.services));
  });

  it("refuse a name that stands for no environment", async () => {
    expect(await refusalOf("staging")).toBe('Cannot deploy stack "staging":\n  stack: must be dev or prod');
  });

  it("refuse prod until there is something to run it on", async () => {
    expect(await refusalOf("prod")).toBe(
      'Cannot deploy stack "prod":\n  cluster: not before the EKS platform exists; dev can be deployed',
    );
  });

  it("leave nothing to a default provider", async () => {
    const { resources } = await runStack("dev");
    const packages = new Set(resources.map(({ type }) => type.split(":")[0] ?? ""));
    for (const own of ["berth", "pulumi"]) packages.delete(own);

    const files = readdirSync(".").filter((name) => /^Pulumi\..+\.yaml$/.test(name));
    expect(files).toEqual(["Pulumi.dev.yaml", "Pulumi.prod.yaml"]);
    for (const file of files) {
      const { config } = stackFile.parse(parse(readFileSync(join(".", file), "utf8")));
      expect(config[DISABLED].sort()).toEqual([...packages].sort());
    }
  });
});
