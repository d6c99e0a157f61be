import { describe, expect, it } from "vitest";
import { age } from "../../cli/age";

const now = Date.parse("2026-11-21T12:00:00Z");

describe("age", () => {
  it.each([
    ["2026-11-21T11:59:55Z", "0 min 5 s"],
    ["2026-11-21T11:47:00Z", "13 min 0 s"],
    ["2026-11-21T09:30:00Z", "2 h 30 min"],
    ["2026-11-18T08:00:00Z", "3 d 4 h"],
    ["2026-11-21T12:00:09Z", "0 min 0 s"],
    ["", "an unknown time"],
  ])("of %s", (since, words) => {
    expect(age(since, now)).toBe(words);
  });
});
