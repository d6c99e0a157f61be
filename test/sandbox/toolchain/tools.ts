import { join } from "node:path";
import type { Tool } from "../../../sandbox/toolchain/tool";

/** A tool that is there in every way: installed from version 1.2 on, released, built. */
export function tool(overrides: Partial<Tool> = {}): Tool {
  const { name = "kubectl" } = overrides;
  return {
    name,
    version: "1.2.3",
    programs: [name],
    installed: { ask: ["version"], fits: (answer) => answer.includes("v1.2") },
    source: { packages: [{ module: ".", path: `./cmd/${name}` }], compiles: [10, 10] },
    ...overrides,
  };
}

/** Two tools; the fake Go finishes the first and then waits as long as it is held. */
export const pair: readonly Tool[] = [
  tool({
    name: "kube",
    programs: ["first"],
    source: { packages: [{ module: ".", path: "./cmd/first" }], compiles: [1, 1] },
  }),
  tool(),
];

/** What a machine in a folder of its own has: nothing on PATH but what was put there. */
export const environment = (root: string): NodeJS.ProcessEnv => ({ PATH: join(root, "bin"), HOME: root });
