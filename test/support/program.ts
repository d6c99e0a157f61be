import { resolve } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { deploy, refusal, type DeployOptions } from "./mocks";

/** Runs the tests of a file as Pulumi runs programs: in the folder of the program. */
export function inProgramFolder(): void {
  const root = process.cwd();
  beforeEach(() => process.chdir(resolve(root, "stacks")));
  afterEach(() => process.chdir(root));
}

/** The whole program afresh, as each run of Pulumi gets it. */
const program = () => {
  vi.resetModules();
  return import("../../stacks/index.js");
};

export const runStack = (stack: string, options: DeployOptions = {}) => deploy(program, { stack, ...options });
export const refusalOf = (stack: string, options: DeployOptions = {}) => refusal(program, { stack, ...options });
