import { describe, expect, it } from "vitest";
import { hiddenValues, parseInputs } from "../../../sandbox/docker-plugin/inputs";
import { redactor } from "../../../sandbox/docker-plugin/redact";

describe("redactor", () => {
  it("names what it hides", () => {
    expect(redactor(new Map([["build arg TOKEN", "s3cret"]]))("RUN login s3cret")).toBe("RUN login [build arg TOKEN]");
  });

  it("hides each line of a value of several lines", () => {
    const show = redactor(new Map([["build arg KEY", "-----BEGIN\n  abcdef\n-----END"]]));
    expect(show("#5 0.1 abcdef")).toBe("#5 0.1 [build arg KEY]");
  });

  it("hides a value that holds another one as a whole", () => {
    const show = redactor(
      new Map([
        ["build arg A", "user"],
        ["build arg B", "user:word"],
      ]),
    );
    expect(show("user:word user")).toBe("[build arg B] [build arg A]");
  });

  it("does not search its own labels", () => {
    const show = redactor(
      new Map([
        ["build arg A", "build"],
        ["build arg B", "value"],
      ]),
    );
    expect(show("value build")).toBe("[build arg B] [build arg A]");
  });

  it("takes signs of regular expressions literally", () => {
    expect(redactor(new Map([["registry.password", "a.c+(x)"]]))("abc a.c+(x)")).toBe("abc [registry.password]");
  });

  it("leaves values alone that are too short for a secret", () => {
    expect(redactor(new Map([["build arg DEBUG", "1"]]))("exit code: 1")).toBe("exit code: 1");
  });
});

describe("hiddenValues", () => {
  it("hides build arguments, and shows one that is part of the image's name", () => {
    const args = { VERSION: "0a1b2c", TOKEN: "s3cret" };
    const spec = parseInputs({ imageName: "localhost:5000/app:0a1b2c", build: { context: ".", args } });
    expect([...hiddenValues(spec).keys()]).toEqual(["build arg TOKEN", "registry.password"]);
  });
});
