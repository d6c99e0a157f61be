import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amount, asCpu, asMebibytes, bytes, cpu, millicores, whole } from "../../../components/support/units";

const MI = 1024 * 1024;

describe("CPU quantities", () => {
  it.each([
    ["100m", 100],
    ["1", 1000],
    ["0.5", 500],
    ["1.25", 1250],
    ["0.001", 1],
  ])("reads %s", (quantity, milli) => {
    expect(millicores(quantity)).toBe(milli);
    expect(cpu.safeParse(quantity).success).toBe(true);
  });

  it.each(["0", "0m", "0.0", "01m", "-1", "1e3", "1 ", "m", "", ".5", "1.0001", "1k", 1, undefined])(
    "refuses %j",
    (value) => {
      expect(cpu.safeParse(value).success).toBe(false);
    },
  );

  it("writes what it reads", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (milli) => {
        expect(millicores(asCpu(milli))).toBe(milli);
      }),
    );
  });

  it("writes whole cores without a unit", () => {
    expect([asCpu(2000), asCpu(400)]).toEqual(["2", "400m"]);
  });
});

describe("amounts", () => {
  it.each([
    ["1Ki", 1024],
    ["128Mi", 128 * MI],
    ["2Gi", 2048 * MI],
  ])("reads %s", (quantity, value) => {
    expect(bytes(quantity)).toBe(value);
  });

  it.each(["1023Ki", "0Mi", "1.5Gi", "128M", "128", "Mi", "-1Mi", "1Ti", "", 128, undefined])("refuses %j", (value) => {
    expect(amount("1Mi").safeParse(value).success).toBe(false);
  });

  it("has the floor that it is given", () => {
    expect(amount("8Mi").safeParse("8Mi").success).toBe(true);
    expect(amount("8Mi").safeParse("7Mi").success).toBe(false);
  });

  it("rounds down to whole mebibytes", () => {
    fc.assert(
      fc.property(fc.integer({ min: MI, max: 2 ** 40 }), (value) => {
        const written = bytes(asMebibytes(value));
        expect(written % MI).toBe(0);
        expect(value - written).toBeGreaterThanOrEqual(0);
        expect(value - written).toBeLessThan(MI);
      }),
    );
  });
});

describe("whole", () => {
  it("accepts exactly the whole numbers between its bounds", () => {
    for (let tenths = -50; tenths <= 150; tenths += 1) {
      const inside = tenths % 10 === 0 && tenths >= 10 && tenths <= 100;
      expect(whole(1, 10).safeParse(tenths / 10).success).toBe(inside);
    }
  });

  it.each([NaN, Infinity, "1", null, undefined])("refuses %j", (value) => {
    expect(whole(1).safeParse(value).success).toBe(false);
  });
});
