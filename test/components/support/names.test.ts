import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dnsLabel, MAX_NAME_LENGTH } from "../../../components/support/names";

const accepts = (name: unknown) => dnsLabel.safeParse(name).success;

/** The rule as RFC 1035 tells it, letter by letter. */
const isLabel = (name: string) =>
  [...name].every((letter) => "abcdefghijklmnopqrstuvwxyz0123456789-".includes(letter)) &&
  "abcdefghijklmnopqrstuvwxyz".includes(name.at(0) ?? "?") &&
  name.at(-1) !== "-";

describe("dnsLabel", () => {
  it("accepts exactly the labels that Kubernetes takes for every kind of object", () => {
    const almost = fc.string({ unit: fc.constantFrom("a", "z", "0", "-", "A", "_", ".", "é"), maxLength: 60 });
    fc.assert(
      fc.property(almost, (name) => {
        expect(accepts(name)).toBe(isLabel(name) && name.length <= MAX_NAME_LENGTH);
      }),
    );
  });

  it("leaves room for what CronJobs append", () => {
    expect(accepts("a".repeat(52))).toBe(true);
    expect(accepts("a".repeat(53))).toBe(false);
  });

  it.each(["", "-a", "a-", "1a", "a\n", "a b", 7, undefined])("refuses %j", (name) => {
    expect(accepts(name)).toBe(false);
  });
});
