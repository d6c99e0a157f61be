import { describe, expect, it } from "vitest";
import { checkDocs } from "../../scripts/check-docs";

const schema = (...fields: string[]) => checkDocs("a.ts", `const s = z.strictObject({\n${fields.join("\n")}\n});`);

describe("check-docs", () => {
  it("accepts fields that say what they are and what they default to", () => {
    const documented = [
      "/** How many (pods, >= 1). @default 2 */",
      "replicas: z.number().min(1).default(2),",
      "/**",
      " * More of it. @default {}",
      " * And a second line.",
      " */",
      "args: z.record(z.string(), z.string()).refine((a) => a).default({}),",
      "/** With more after the default. @default 3 */",
      'size: z.number().default(3).describe("size"),',
      "/** No default. */",
      "name: z.string(),",
      "/** Its fields have defaults of their own. */",
      "health: healthSchema.prefault({}),",
    ];
    expect(schema(...documented)).toEqual([]);
  });

  it.each([
    ["port: z.number(),", "a.ts:2 port: has no docstring"],
    ["// Port.\nport: z.number(),", "a.ts:3 port: has no docstring"],
    ["/** Port. @default 80 */\nport: z.number().default(8080),", "a.ts:3 port: says @default 80, the code 8080"],
    ["/** Port. */\nport: z.number().default(8080),", "a.ts:3 port: says @default nothing, the code 8080"],
    ["/** Port. @default 80 */\nport: z.number(),", "a.ts:3 port: says @default 80, the code nothing"],
    ['/** Path. @default "/a" */\npath: path.default("/b"),', 'a.ts:3 path: says @default "/a", the code "/b"'],
  ])("finds what is wrong with %j", (field, problem) => {
    expect(schema(field)).toEqual([problem]);
  });

  it("looks into nested and extended schemas", () => {
    const nested = "const s = base.safeExtend({\n/** Outer. */\nouter: z.object({ inner: z.string() }),\n});";
    expect(checkDocs("a.ts", nested)).toEqual(["a.ts:3 inner: has no docstring"]);
  });

  it("asks for docstrings in exported interfaces only", () => {
    const text = "export interface A {\n/** Yes. */\na: string;\nb(): void;\n}\ninterface B { c: string }";
    expect(checkDocs("a.ts", text)).toEqual(["a.ts:4 b: has no docstring"]);
  });

  it("takes other calls and objects for what they are", () => {
    expect(checkDocs("a.ts", "z.record({ a: 1 }); call({ b: 2 }); const c = { d: 3 };")).toEqual([]);
  });
});
