import { chmod, utimes } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { contextDigest } from "../../../sandbox/docker-plugin/context";
import { Folder } from "./support/files";

const folders: Folder[] = [];
async function contextWith(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await Folder.make({ Dockerfile: "FROM scratch\n", ...files });
  folders.push(folder);
  return folder;
}
const digestOf = (folder: Folder, dockerfile = folder.join("Dockerfile")): string =>
  contextDigest(folder.path, dockerfile);

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => folder.remove()));
});

describe("contextDigest", () => {
  it("is the same for the same files in another folder, whatever the order they were made in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string(), { maxKeys: 6 }), async (files) => {
        const one = await contextWith(files);
        const other = await contextWith(Object.fromEntries(Object.entries(files).reverse()));
        expect(digestOf(one)).toBe(digestOf(other));
      }),
      { numRuns: 25 },
    );
  });

  it("follows the order of whole paths, and a formula that stays: another one would rebuild everybody's images", async () => {
    const folder = await contextWith({ "a/b": "1", "a-b": "2", a0: "3" });
    expect(digestOf(folder)).toBe("e7cab99fc3a9930af8e4b61cc626f25e5c54652eb1bcf20bb35a6bf4994e36d5");
  });

  it("changes with any file's content", async () => {
    const folder = await contextWith({ "src/main.go": "one" });
    const before = digestOf(folder);
    await folder.write("src/main.go", "two");
    expect(digestOf(folder)).not.toBe(before);
  });

  it("changes with a file's name", async () => {
    expect(digestOf(await contextWith({ "a/b": "x" }))).not.toBe(digestOf(await contextWith({ "a/c": "x" })));
  });

  it("changes with the executable bit", async () => {
    const folder = await contextWith({ "run.sh": "x" });
    const before = digestOf(folder);
    await chmod(folder.join("run.sh"), 0o755);
    expect(digestOf(folder)).not.toBe(before);
  });

  it("ignores times and the other mode bits, which differ between checkouts", async () => {
    const folder = await contextWith({ file: "x" });
    const before = digestOf(folder);
    await chmod(folder.join("file"), 0o660);
    await utimes(folder.join("file"), 0, 0);
    expect(digestOf(folder)).toBe(before);
  });

  it("takes a link as its target's name, not as what it points to", async () => {
    const folder = await contextWith({ target: "one" });
    await folder.link("link", "target");
    await folder.link("loop", ".");
    await folder.link("dangling", "nowhere");
    const before = digestOf(folder);
    const other = await contextWith({ target: "one" });
    await other.link("link", "nowhere");
    await other.link("loop", ".");
    await other.link("dangling", "nowhere");
    expect(digestOf(other)).not.toBe(before);
  });

  it("does not wait for the writer of a pipe", async () => {
    const folder = await contextWith({});
    execFileSync("mkfifo", [folder.join("pipe")]);
    expect(digestOf(folder)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes a Dockerfile outside of the context by its content, not by its name", async () => {
    const folder = await contextWith({});
    const elsewhere = await contextWith({
      "one.Dockerfile": "FROM a",
      "two.Dockerfile": "FROM a",
      "three.Dockerfile": "FROM b",
    });
    const [one, two, three] = ["one", "two", "three"].map((name) =>
      digestOf(folder, elsewhere.join(`${name}.Dockerfile`)),
    );
    expect(one).toBe(two);
    expect(one).not.toBe(three);
  });

  it("prefers the Dockerfile's own ignore file", async () => {
    const folder = await contextWith({ ".dockerignore": "a", "Dockerfile.dockerignore": "b", a: "one", b: "one" });
    const before = digestOf(folder);
    await folder.write("b", "two");
    expect(digestOf(folder)).toBe(before);
    await folder.write("a", "two");
    expect(digestOf(folder)).not.toBe(before);
  });
});

/** As docker 28 treats them; each was compared with what `COPY . /` gives. */
const patterns: readonly { ignore: string; counts: readonly string[]; skips: readonly string[] }[] = [
  { ignore: "*.log", counts: ["src/b.log"], skips: ["b.log"] },
  { ignore: "**/*.log", counts: ["a"], skips: ["b.log", "src/deep/b.log"] },
  { ignore: "node_modules\n!node_modules/keep", counts: ["node_modules/keep/i.js"], skips: ["node_modules/x/i.js"] },
  { ignore: "*\n!src", counts: ["src/a.go"], skips: ["a", "docs/a"] },
  { ignore: "/src/", counts: ["a"], skips: ["src/a.go"] },
  { ignore: "  b.log  \n\n# a", counts: ["a"], skips: ["b.log"] },
  { ignore: "\uFEFFa", counts: ["b"], skips: ["a"] },
  { ignore: "readme.md", counts: ["README.md"], skips: ["readme.md"] },
  { ignore: "foo.d", counts: ["fooXd/a"], skips: ["foo.d/a"] },
  { ignore: "app/(admin)", counts: ["app/admin/p.ts"], skips: ["app/(admin)/p.ts"] },
  { ignore: "c++", counts: ["c/m.cc", "ccc/m.cc"], skips: ["c++/m.cc"] },
  { ignore: "a|b", counts: ["a", "b"], skips: ["a|b"] },
  { ignore: "!a\na", counts: ["b"], skips: ["a"] },
];

describe("contextDigest with .dockerignore", () => {
  for (const { ignore, counts, skips } of patterns) {
    it(`reads ${JSON.stringify(ignore)} as docker does`, async () => {
      const files = Object.fromEntries([...counts, ...skips].map((path) => [path, "one"]));
      const folder = await contextWith({ ...files, ".dockerignore": ignore });
      const before = digestOf(folder);
      for (const path of skips) await folder.write(path, "two");
      expect(digestOf(folder)).toBe(before);
      for (const path of counts) {
        await folder.write(path, "two");
        expect(digestOf(folder), path).not.toBe(before);
        await folder.write(path, "one");
      }
    });
  }
});
