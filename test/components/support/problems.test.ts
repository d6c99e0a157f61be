import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { input, shorthand } from "../../../components/support/args";
import { check, headline } from "../../../components/support/problems";
import { nearest } from "../../../components/support/text";

const schema = z.strictObject({
  name: z.string(),
  scaling: z.strictObject({ min: z.number().default(1) }).prefault({}),
  build: shorthand("context", z.strictObject({ context: z.string() })).optional(),
  mode: z.enum(["fast", "safe"]).default("safe"),
  cluster: z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("local"), context: z.string() })]).optional(),
  image: input(z.string().startsWith("x", { error: "must start with x" })).optional(),
  env: z.record(z.string().regex(/^[A-Z]+$/, { error: "must be a name" }), z.string()).default({}),
});

const problems = (value: unknown) => check(schema, value).problems;

describe("check", () => {
  it("gives the parsed value when all is well", () => {
    expect(check(schema, { name: "a", build: "folder" }).data).toEqual({
      name: "a",
      build: { context: "folder" },
      scaling: { min: 1 },
      mode: "safe",
      env: {},
    });
  });

  it("names every problem at once, path first", () => {
    expect(problems({ scaling: { min: "1" }, mode: "quick", env: { a: "1", B: 2 }, image: "y" })).toEqual([
      "name: is required",
      "scaling.min: must be of type number",
      'mode: must be "fast" or "safe"',
      "image: must start with x",
      "env.a: must be a name",
      "env.B: must be of type string",
    ]);
  });

  it.each([
    [{ nmae: "a" }, 'nmae: unknown key (did you mean "name"?)'],
    [{ Scaling: {} }, 'Scaling: unknown key (did you mean "scaling"?)'],
    [{ scaling: { mni: 1 } }, "scaling.mni: unknown key"],
    [{ build: { contxt: "." } }, 'build.contxt: unknown key (did you mean "context"?)'],
    [{ cluster: { kind: "local", contex: "a" } }, 'cluster.contex: unknown key (did you mean "context"?)'],
    [{ replicas: 1 }, "replicas: unknown key"],
  ])("finds the misspelt key in %j", (value, line) => {
    expect(problems(value)).toContain(line);
  });

  it("lists what a kind may be", () => {
    expect(problems({ name: "a", cluster: { kind: "eks" } })).toEqual(['cluster.kind: must be "local"']);
  });

  it("takes Outputs and promises for what they will be", () => {
    const later = pulumi.output("y");
    expect(check(schema, { name: "a", image: later }).data?.image).toBe(later);
    expect(problems({ name: "a", image: Promise.resolve("y") })).toBeUndefined();
  });

  it("never says what a value was", () => {
    const secret = "hunter2";
    const lines = problems({
      name: 1,
      mode: secret,
      image: secret,
      scaling: secret,
      build: 7,
      env: { A: 1 },
      cluster: secret,
    });
    expect(lines).toHaveLength(7);
    expect(lines?.join()).not.toContain(secret);
  });
});

describe("headline", () => {
  it("says what cannot be done, then why, one line each", () => {
    expect(headline('create Image "a"', ["x: is required", "y: is required"])).toBe(
      'Cannot create Image "a":\n  x: is required\n  y: is required',
    );
  });
});

describe("nearest", () => {
  it.each([
    ["replcas", "replicas"],
    ["replicass", "replicas"],
    ["REPLICAS", "replicas"],
    ["prot", "port"],
    ["expsoe", "expose"],
    ["memory", undefined],
    ["", undefined],
  ])("takes %j for %j", (word, meant) => {
    expect(nearest(word, ["port", "replicas", "expose"])).toBe(meant);
  });
});
