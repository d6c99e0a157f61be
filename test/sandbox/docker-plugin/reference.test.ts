import { describe, expect, it } from "vitest";
import { credentialsKey, parseReference, repositoryOf } from "../../../sandbox/docker-plugin/reference";

const names = [
  { name: "registry.example.com/team/app:v1", repository: "registry.example.com/team/app", qualified: true },
  { name: "127.0.0.1:5000/app", repository: "127.0.0.1:5000/app", qualified: true },
  { name: "localhost/app:v1", repository: "localhost/app", qualified: true },
  { name: "docker.io/team/app:v1", repository: "docker.io/team/app", qualified: true },
  { name: "index.docker.io/team/app", repository: "docker.io/team/app", qualified: false },
  { name: "docker.io/app", repository: "docker.io/library/app", qualified: false },
  { name: "team/app:v1", repository: "docker.io/team/app", qualified: false },
  { name: "app", repository: "docker.io/library/app", qualified: false },
  {
    name: `registry.example.com/app:v1@sha256:${"0".repeat(64)}`,
    repository: "registry.example.com/app",
    qualified: true,
  },
];

describe("parseReference", () => {
  for (const { name, repository, qualified } of names) {
    it(`finds ${repository} in ${name}`, () => {
      const reference = parseReference(name);
      expect(reference && { repository: repositoryOf(reference), qualified: reference.qualified }).toEqual({
        repository,
        qualified,
      });
    });
  }

  for (const name of [
    "",
    "registry.example.com/",
    "registry.example.com/Team/app",
    "https://registry.example.com/app",
    "a b",
  ]) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      expect(parseReference(name)).toBeUndefined();
    });
  }
});

describe("credentialsKey", () => {
  const reference = parseReference("registry.example.com/team/app:v1");
  const hub = parseReference("docker.io/team/app:v1");

  it("is the image's registry when no server is named", () => {
    expect(reference && credentialsKey("", reference)).toBe("registry.example.com");
  });

  it("is the host of the named server, without scheme and path", () => {
    expect(reference && credentialsKey("https://other.example.com:5000/team", reference)).toBe(
      "other.example.com:5000",
    );
  });

  it("is Docker Hub's historical address for all of its names", () => {
    expect(hub && credentialsKey("", hub)).toBe("https://index.docker.io/v1/");
    expect(reference && credentialsKey("https://index.docker.io/v1/", reference)).toBe("https://index.docker.io/v1/");
  });
});
