import { describe, expect, it } from "vitest";
import { Microservice, type MicroserviceArgs } from "../../../components";
import { folder } from "../../support/files";
import { deploy, refusal } from "../../support/mocks";
import { createPlatform, IMAGE } from "../../support/platform";

/** What a service says about arguments that the compiler would not let through either. */
const refusalOf = (changes: object, name = "orders") =>
  refusal(() => {
    const args: MicroserviceArgs = { platform: createPlatform(), image: IMAGE, ...changes };
    return new Microservice(name, args);
  });

const lines = async (changes: object, name?: string) => (await refusalOf(changes, name)).split("\n  ").slice(1);

const LABEL = 'must be at most 52 of a-z, 0-9 and "-", starting with a letter and not ending with "-"';

describe("Microservice arguments", () => {
  it("are refused in house form, all at once", async () => {
    const changes = {
      image: "orders:latest",
      port: 70000,
      replcas: 3,
      health: { startSeconds: 0 },
      env: { PORT: "1" },
    };
    expect(await refusalOf(changes, "Orders")).toBe(
      [
        'Cannot create Microservice "Orders":',
        `  name: ${LABEL}`,
        "  image: must be pinned by digest (name@sha256:…)",
        "  port: must be a whole number from 1 to 65535",
        "  health.startSeconds: must be a whole number from 1 to 600",
        "  env.PORT: must be left out: it follows from port",
        '  replcas: unknown key (did you mean "replicas"?)',
      ].join("\n"),
    );
  });

  it.each<[object, string]>([
    [{ port: 0 }, "port: must be a whole number from 1 to 65535"],
    [{ port: 70000 }, "port: must be a whole number from 1 to 65535"],
    [{ port: "8080x" }, "port: must be a whole number from 1 to 65535"],
    [{ port: 80.5 }, "port: must be a whole number from 1 to 65535"],
    [{ replicas: -1 }, "replicas: must be a whole number >= 0"],
    [{ image: "orders" }, "image: must be pinned by digest (name@sha256:…)"],
    [{ image: "orders:1.2@sha256:abc" }, "image: must be pinned by digest (name@sha256:…)"],
    [{ expose: "orders" }, 'expose: must be an absolute path that does not end with "/", such as "/orders"'],
    [{ expose: "/orders/" }, 'expose: must be an absolute path that does not end with "/", such as "/orders"'],
    [{ health: { live: "healthz" } }, 'health.live: must be an absolute path, such as "/healthz"'],
    [{ expose: true }, "expose: must be of type string"],
    [{ resources: { cpu: "100Mi" } }, 'resources.cpu: must be a CPU quantity, such as "250m" or "1.5"'],
    [{ resources: { memory: "4Mi" } }, 'resources.memory: must be an amount of at least 8Mi, such as "128Mi" or "2Gi"'],
    [{ resources: { memroy: "8Mi" } }, 'resources.memroy: unknown key (did you mean "memory"?)'],
    [{ health: "/healthz" }, "health: must be of type object"],
    [{ drainSeconds: 2 }, "drainSeconds: must be a whole number from 3 to 180"],
    [{ env: { "a-b": "x" } }, "env.a-b: must be a variable name"],
    [{ env: { A: 1 } }, "env.A: must be of type string"],
    [{ env: { DRAIN_DELAY: "1s" } }, "env.DRAIN_DELAY: must be left out: it follows from drainSeconds"],
    [{ env: { DRAIN_TIMEOUT: "1s" } }, "env.DRAIN_TIMEOUT: must be left out: it follows from drainSeconds"],
    [
      { labels: { "app.kubernetes.io/name": "x" } },
      "labels.app.kubernetes.io/name: must be left out: it follows from the name",
    ],
    [{ labels: { "a b": "x" } }, 'labels.a b: must be a key such as "team" or "example.com/team"'],
    [
      { rollout: { deadlineSeconds: 70 } },
      "rollout.deadlineSeconds: must be > health.startSeconds + rollout.minReadySeconds",
    ],
    [{ platform: undefined }, "platform: must be a Platform"],
    [{ platform: {} }, "platform: must be a Platform"],
    [{ image: undefined }, "build: is required (a folder), unless image names what exists"],
    [
      { image: undefined, build: "nowhere" },
      `build.context: must be an existing folder (looked for ${process.cwd()}/nowhere)`,
    ],
    [{ image: undefined, build: { contxt: "." } }, 'build.contxt: unknown key (did you mean "context"?)'],
  ])("%j are refused: %s", async (changes, line) => {
    expect(await lines(changes)).toContain(line);
  });

  it("name either what to build or what was built", async () => {
    const build = folder({ Dockerfile: "FROM scratch" });
    expect(await lines({ build })).toEqual(["image: must be left out beside build"]);
  });

  it.each(["Orders", "orders_1", "1st", "orders-", "a".repeat(53)])("refuse the name %j", async (name) => {
    expect(await lines({}, name)).toEqual([`name: ${LABEL}`]);
  });

  it("never appear in the message", async () => {
    const secret = "hunter2";
    const changes = {
      image: secret,
      port: secret,
      env: { A: [secret] },
      labels: { team: `${secret} !` },
      expose: secret,
    };
    const message = await refusalOf({ ...changes, resources: { cpu: secret }, health: secret, transform: {} });
    expect(message.split("\n")).toHaveLength(8);
    expect(message).not.toContain(secret);
  });
});

describe("Microservice on a platform", () => {
  it("asks for a capability that is missing by name, and by the line that adds it", async () => {
    const message = await refusal(
      () => new Microservice("orders", { platform: createPlatform({ gateway: undefined }), image: IMAGE, expose: "/" }),
    );
    expect(message).toBe(
      'Cannot create Microservice "orders":\n' +
        '  expose: needs the capability "ingress": add ' +
        '`gateway: { url: "http://localhost:8080", ingressClassName: "traefik" }` to the Platform',
    );
  });

  it("has a name of its own", async () => {
    const message = await refusal(() => {
      const platform = createPlatform();
      new Microservice("orders", { platform, image: IMAGE });
      new Microservice("orders", { platform, image: IMAGE });
    });
    expect(message).toBe(
      'Cannot create Microservice "orders":\n  name: must be unique on the platform (taken by Microservice "orders")',
    );
  });

  it("has a path of its own", async () => {
    const message = await refusal(() => {
      const platform = createPlatform();
      new Microservice("orders", { platform, image: IMAGE, expose: "/" });
      new Microservice("carts", { platform, image: IMAGE, expose: "/" });
    });
    expect(message).toBe(
      'Cannot create Microservice "carts":\n  expose: must be unique on the platform (taken by Microservice "orders")',
    );
  });

  it("shares names with services of other platforms", async () => {
    const { resources } = await deploy(() => {
      new Microservice("orders", { platform: createPlatform(), image: IMAGE });
      new Microservice("orders", { platform: createPlatform({ namespace: "other" }), image: IMAGE });
    });
    expect(resources.filter(({ type }) => type === "berth:index:Microservice")).toHaveLength(2);
  });
});
