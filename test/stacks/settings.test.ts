import { describe, expect, it } from "vitest";
import { readSettings } from "../../stacks/settings";
import { deploy, refusal, type Registration } from "../support/mocks";
import { inProgramFolder, refusalOf } from "../support/program";

const settings = async (config: Record<string, string>) => (await deploy(readSettings, { config })).value;

describe("settings", () => {
  it("have defaults that fit the sandbox", async () => {
    expect(await settings({})).toEqual({
      kubeContext: "berth-sandbox",
      registry: "localhost:5000",
      gatewayUrl: "http://localhost:8080",
      namespace: "berth",
    });
  });

  it("are what the stack's file says", async () => {
    const config = {
      "berth:kubeContext": "kind-shop",
      "berth:registry": "ghcr.io/acme",
      "berth:gatewayUrl": "https://shop.example.com",
      "berth:namespace": "shop",
    };
    expect(await settings(config)).toEqual({
      kubeContext: "kind-shop",
      registry: "ghcr.io/acme",
      gatewayUrl: "https://shop.example.com",
      namespace: "shop",
    });
  });

  it("leave the keys of others alone", async () => {
    expect(await settings({ "pulumi:disable-default-providers": "[]", "aws:region": "eu-west-1" })).toBeDefined();
  });

  it("are refused all at once, each by its key", async () => {
    const config = {
      "berth:kubeContxt": "kind-shop",
      "berth:registry": "http://localhost:5000",
      "berth:gatewayUrl": "localhost",
      "berth:namespace": "My_Shop",
      "berth:colour": "blue",
    };
    expect(await refusal(readSettings, { config })).toBe(
      [
        'Cannot deploy stack "dev":',
        '  berth:registry: must be an address without scheme, such as "localhost:5000" or "ghcr.io/acme"',
        '  berth:gatewayUrl: must be an http or https URL without a path, such as "http://localhost:8080"',
        '  berth:namespace: must be at most 52 of a-z, 0-9 and "-", starting with a letter and not ending with "-"',
        '  berth:kubeContxt: unknown key (did you mean "kubeContext"?)',
        "  berth:colour: unknown key",
      ].join("\n"),
    );
  });

  it("do not repeat a value, which may be a secret", async () => {
    const message = await refusal(readSettings, {
      config: { "berth:registry": "hunter2 !", "berth:token": "hunter2" },
    });
    expect(message).not.toContain("hunter2");
  });
});

describe("a bad setting", () => {
  inProgramFolder();

  it("stops the program before anything is declared", async () => {
    const declared: Registration[] = [];
    const config = { "berth:registry": "http://localhost:5000" };
    expect(await refusalOf("dev", { config, declared })).toContain("berth:registry: must be an address");
    expect(declared).toEqual([]);
  });
});
