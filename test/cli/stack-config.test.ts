import { describe, expect, it } from "vitest";
import { parseStackConfig, readStackConfig } from "../../cli/stack-config";

describe("parseStackConfig", () => {
  it("gives the sandbox for what is not said", () => {
    expect(parseStackConfig("dev", "config:\n  other:key: 1\n")).toMatchObject({
      kubeContext: "berth-sandbox",
      registry: "localhost:5000",
    });
    expect(parseStackConfig("dev", "")).toMatchObject({ namespace: "berth" });
  });

  it("takes what is said", () => {
    expect(parseStackConfig("dev", "config:\n  berth:kubeContext: kind-kind\n").kubeContext).toBe("kind-kind");
  });

  it("refuses every value that does not fit at once", () => {
    const text = "config:\n  berth:namespace: Not_A_Label\n  berth:kubeContext: 7\n";
    expect(() => parseStackConfig("dev", text)).toThrow(
      /berth:kubeContext: must be of type string[\s\S]*berth:namespace/,
    );
  });

  it("refuses a config that is no map", () => {
    expect(() => parseStackConfig("dev", "config: [1]\n")).toThrow("config: must be a map of settings");
  });
});

describe("readStackConfig", () => {
  it("names the file that a stack must have", async () => {
    await expect(readStackConfig("staging")).rejects.toThrow("must have a file stacks/Pulumi.staging.yaml");
  });
});
