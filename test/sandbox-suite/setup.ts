import { execa } from "execa";
import { delimiter, join } from "node:path";
import type { TestProject } from "vitest/node";
import { installPackages, missingPackages } from "../../sandbox/machine/debian";
import { inspect, type Machine } from "./machine";
import { checkout, registry, sandboxFolder, suiteEnvironment } from "./support";

declare module "vitest" {
  export interface ProvidedContext {
    /** The machine as it was before the sandbox came up. */
    readonly before: Machine;
  }
}

/** Brings the suite's sandbox up once for all files, and takes it down whatever became of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await installPackages(await missingPackages({ wrk: "wrk", ip: "iproute2", "iptables-save": "iptables" }));
  await sandbox("reset");
  project.provide("before", await inspect(suiteEnvironment.BERTH_SANDBOX));
  await sandbox("up");
  // What the tests of the docker plugin ask for.
  process.env["DOCKER_HOST"] = `unix://${join(sandboxFolder, "docker.sock")}`;
  process.env["BERTH_TEST_REGISTRY"] = registry;
  process.env["BERTH_BUILD_NETWORK"] = "host";
  process.env["PATH"] = [join(sandboxFolder, "bin"), process.env["PATH"] ?? ""].join(delimiter);
  return () => sandbox("reset");
}

async function sandbox(verb: string): Promise<void> {
  await execa("npm", ["run", "--silent", "sandbox", "--", verb], {
    cwd: checkout,
    env: suiteEnvironment,
    stdio: "inherit",
  });
}
