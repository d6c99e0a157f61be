import { describe, expect, it } from "vitest";
import { diffImage } from "../../../sandbox/docker-plugin/diff";
import { secret, unknownValue } from "../../../sandbox/docker-plugin/values";

const build = { context: ".", contextDigest: "1", args: { A: "1" } };

describe("diffImage", () => {
  it("compares with the inputs of the last build, which the state keeps", () => {
    expect([...diffImage({ __inputs: secret({ build }) }, { build: {} }, { build })]).toEqual([]);
  });

  it("compares with the engine's old inputs when the state keeps none", () => {
    expect([...diffImage({}, { build }, { build })]).toEqual([]);
  });

  it("sees through secrets and nulls", () => {
    const news = { build: { ...build, args: secret({ A: secret("1") }), target: null } };
    expect([...diffImage({}, { build }, news)]).toEqual([]);
  });

  it("overlooks what the engine notes down for itself", () => {
    expect([...diffImage({}, { build, __defaults: ["a"] }, { build })]).toEqual([]);
  });

  it("takes an unknown value as a change", () => {
    expect([...diffImage({}, { imageName: "a" }, { imageName: unknownValue })]).toEqual([["imageName", "update"]]);
  });

  it("ignores the order of keys", () => {
    expect([...diffImage({}, { build }, { build: Object.fromEntries(Object.entries(build).reverse()) })]).toEqual([]);
  });
});
