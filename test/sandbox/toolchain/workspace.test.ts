import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeWorkspace } from "../../../sandbox/toolchain/workspace";
import { Machine } from "./support";

async function workspace(): Promise<(path: string) => string | undefined> {
  const machine = new Machine();
  const theirs = ["a/a.go", "a/b.go", "a/data.txt", "b/a.go", "b/b.go", "b/a_test.go", "b/testdata/x", "b/c/d.go"];
  for (const path of theirs) machine.put(`modules/example.com/m/${path}`, "theirs");
  chmodSync(join(machine.root, "modules/example.com/m/b/a.go"), 0o444);
  machine.put("tools/_pruned/example.com/m/a/package.go", "ours");
  machine.put("tools/_pruned/example.com/m/b/a.go", "ours");
  machine.put("tools/cmd/x/main.go", "ours");
  const src = join(machine.root, "src");
  await makeWorkspace(machine.toolsDir, src, ["example.com/m"], machine.env);
  return (path) => (existsSync(join(src, path)) ? readFileSync(join(src, path), "utf8") : undefined);
}

describe("makeWorkspace", () => {
  it("puts package.go in place of a whole package", async () => {
    const at = await workspace();
    const paths = ["package.go", "a.go", "b.go", "data.txt"].map((name) => at(`modules/example.com/m/a/${name}`));
    expect(paths).toEqual(["ours", undefined, undefined, "theirs"]);
  });

  it("puts any other file in place of the one of its name, and keeps the rest", async () => {
    const at = await workspace();
    const paths = ["a.go", "b.go", "c/d.go"].map((name) => at(`modules/example.com/m/b/${name}`));
    expect(paths).toEqual(["ours", "theirs", "theirs"]);
  });

  it("copies our own programs, but neither tests nor the parts themselves", async () => {
    const at = await workspace();
    expect(at("cmd/x/main.go")).toBe("ours");
    expect(["_pruned", "modules/example.com/m/b/a_test.go", "modules/example.com/m/b/testdata"].map(at)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("builds against the copy", async () => {
    const at = await workspace();
    expect(at("go.mod")).toContain("-replace=example.com/m=./modules/example.com/m");
  });
});
