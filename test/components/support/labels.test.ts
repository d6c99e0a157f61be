import { describe, expect, it } from "vitest";
import { labelKey, labelValue, selectorLabels, standardLabels } from "../../../components/support/labels";

describe("labels", () => {
  it("select by nothing but name and instance, because a selector cannot change", () => {
    expect(selectorLabels("orders")).toEqual({
      "app.kubernetes.io/name": "orders",
      "app.kubernetes.io/instance": "orders",
    });
  });

  it("say whose an object is, and win over the user's own", () => {
    const own = { team: "a", "app.kubernetes.io/name": "other" };
    expect(standardLabels({ name: "orders", component: "service", partOf: "shop" }, own)).toEqual({
      team: "a",
      "app.kubernetes.io/name": "orders",
      "app.kubernetes.io/instance": "orders",
      "app.kubernetes.io/component": "service",
      "app.kubernetes.io/part-of": "shop",
      "app.kubernetes.io/managed-by": "pulumi",
    });
  });

  it.each(["", "a", "A.b-c_d", "1".repeat(63)])("accept the value %j", (value) => {
    expect(labelValue.safeParse(value).success).toBe(true);
  });

  it.each(["-a", "a-", "a b", "a/b", "1".repeat(64)])("refuse the value %j", (value) => {
    expect(labelValue.safeParse(value).success).toBe(false);
  });

  it.each(["team", "example.com/team", "prometheus.io/scrape"])("accept the key %j", (key) => {
    expect(labelKey.safeParse(key).success).toBe(true);
  });

  it.each(["", "/team", "Example.com/team", "a/b/c", "team ", "a".repeat(64)])("refuse the key %j", (key) => {
    expect(labelKey.safeParse(key).success).toBe(false);
  });
});
