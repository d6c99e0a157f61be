import { chmodSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contextDigest } from "../../../components/support/digest";
import { folder, put, type Content } from "../../support/files";

const files: Record<string, Content> = {
  Dockerfile: "FROM scratch\n",
  "main.go": "package main\n",
  "internal/a.go": "package a\n",
  "run.sh": { program: "#!/bin/sh\n" },
  current: { link: "main.go" },
};

const digest = (root: string, settings: unknown = {}, dockerfile = "Dockerfile") =>
  contextDigest(root, join(root, dockerfile), settings);

/** The digests before and after something is done to a folder. */
function around(change: (root: string) => void, more: Record<string, Content> = {}): [string, string] {
  const root = folder({ ...files, ...more });
  const before = digest(root);
  change(root);
  return [before, digest(root)];
}

describe("contextDigest", () => {
  it("is sixteen hexadecimal digits", () => {
    expect(digest(folder(files))).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is frozen, because another algorithm would build and roll out everything anew", () => {
    const root = folder({ ...files, "internal.go": "", ".dockerignore": "*.md" });
    expect(digest(root, { target: "build" })).toBe("ec0a3a34e88a5055");
  });

  it("is the same for the same content, in whatever order the files were written", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(files), { minLength: 5 }), (entries) => {
        expect(digest(folder(Object.fromEntries(entries)))).toBe(digest(folder(files)));
      }),
      { numRuns: 20 },
    );
  });

  it("does not depend on times or on permissions of others", () => {
    const [before, after] = around((root) => {
      utimesSync(join(root, "main.go"), 1, 1);
      chmodSync(join(root, "main.go"), 0o611);
      chmodSync(join(root, "run.sh"), 0o700);
    });
    expect(after).toBe(before);
  });

  it.each<[string, (root: string) => void]>([
    ["a file's content", (root) => put(join(root, "main.go"), "package mine\n")],
    ["a new file", (root) => put(join(root, "new.go"), "")],
    ["a missing file", (root) => rmSync(join(root, "internal/a.go"))],
    ["an executable bit", (root) => chmodSync(join(root, "main.go"), 0o755)],
    ["the Dockerfile", (root) => put(join(root, "Dockerfile"), "FROM busybox\n")],
    [
      "a link's target",
      (root) => {
        rmSync(join(root, "current"));
        put(join(root, "current"), { link: "run.sh" });
      },
    ],
    [
      "a file's name",
      (root) => {
        rmSync(join(root, "main.go"));
        put(join(root, "moved.go"), "package main\n");
      },
    ],
  ])("changes with %s", (_, change) => {
    const [before, after] = around(change);
    expect(after).not.toBe(before);
  });

  it("tells two splits of the same text apart", () => {
    expect(digest(folder({ Dockerfile: "", ab: "c" }))).not.toBe(digest(folder({ Dockerfile: "", a: "bc" })));
  });

  it("changes with the settings of the build", () => {
    const root = folder(files);
    expect(digest(root, { target: "test" })).not.toBe(digest(root));
  });

  it("does not follow links, not even broken ones", () => {
    const [before, after] = around((root) => put(join(root, "node_modules/x"), "y"), {
      broken: { link: "/nowhere" },
      modules: { link: "node_modules" },
      ".dockerignore": "node_modules\n",
    });
    expect(after).toBe(before);
  });
});

describe("contextDigest with ignored files", () => {
  const withRules = (rules: string, added: string, at = ".dockerignore") => {
    const [before, after] = around((root) => put(join(root, added), "anything"), { [at]: rules });
    return before === after ? "ignored" : "counted";
  };

  it.each([
    ["*.md", "README.md", "ignored"],
    ["*.md", "docs/README.md", "counted"],
    ["**/*.md", "docs/deep/README.md", "ignored"],
    ["docs", "docs/deep/README.md", "ignored"],
    ["/docs/", "docs/a", "ignored"],
    ["# docs", "docs/a", "counted"],
    ["README.MD", "README.md", "counted"],
    ["docs\n!docs/kept", "docs/kept", "counted"],
    ["docs\n!docs/kept", "docs/other", "ignored"],
    ["a+b", "a+b", "ignored"],
    ["(draft)", "(draft)", "ignored"],
    ["\uFEFFdocs", "docs/a", "ignored"],
  ])("takes %j to mean that %s is %s", (rules, added, expected) => {
    expect(withRules(rules, added)).toBe(expected);
  });

  it("prefers the Dockerfile's own ignore file", () => {
    const root = folder({ ...files, ".dockerignore": "*.md", "Dockerfile.dockerignore": "*.txt" });
    const before = digest(root);
    put(join(root, "a.txt"), "");
    expect(digest(root)).toBe(before);
    put(join(root, "a.md"), "");
    expect(digest(root)).not.toBe(before);
  });

  it("counts the Dockerfile even where it is ignored", () => {
    const [before, after] = around((root) => put(join(root, "Dockerfile"), "FROM busybox"), {
      ".dockerignore": "Dockerfile",
    });
    expect(after).not.toBe(before);
  });
});
