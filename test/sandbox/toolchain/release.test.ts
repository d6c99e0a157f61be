import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumOf } from "../../../sandbox/toolchain/release";
import { sha256 } from "./support";

const sum = sha256("content");

describe("sumOf", () => {
  it.each([
    ["a sum alone", `${sum}\n`, sum],
    ["a line for each file", `${sha256("x")}  b\n${sum}  a\n`, sum],
    ["a mark for binary files", `${sum} *a`, sum],
    ["a path", `${sum}  ./dist/a`, sum],
    ["capitals", `${sum.toUpperCase()}  a`, sum],
    ["another file only", `${sum}  b`, undefined],
    ["a file whose name ends alike", `${sum}  not-a`, undefined],
    ["another kind of sum", `${sum.slice(0, 40)}  a`, undefined],
    ["a page", "<!doctype html>\n<p>a</p>", undefined],
    ["nothing", "", undefined],
  ])("reads %s", (_, text, expected) => expect(sumOf(text, "a")).toBe(expected));

  it("finds each file of a list", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(names, (list) => {
        const text = list.map((name) => `${sha256(name)}  ${name}`).join("\n");
        expect(list.map((name) => sumOf(text, name))).toEqual(list.map(sha256));
      }),
    );
  });
});
