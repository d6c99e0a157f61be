import { describe, expect, it } from "vitest";
import { explainBuild, explainPush } from "../../../sandbox/docker-plugin/failures";
import { listWith, textWith } from "./support/matchers";

const place = { engine: "unix:///engine.sock", registry: "r.example.com" };
const build = (output: string) => explainBuild(output.split("\n"), place);
const push = (output: string) => explainPush(output.split("\n"), place);

describe("explainBuild", () => {
  it("names the failed step with its last output", () => {
    const output = `#5 [build 2/3] RUN echo one
#5 0.079 one
#5 DONE 0.1s
#6 [build 3/3] RUN make
#6 sha256:3185edde912c430bdf76e77c8771459c2adfc9c52cec452ee5bb36e41f197dab
#6 0.060 two
#6 0.061 cannot compile
#6 ERROR: executor failed running [/bin/sh -c make]: exit code: 3
------
 > [build 3/3] RUN make:
------
executor failed running [/bin/sh -c make]: exit code: 3`;
    expect(build(output)).toEqual({
      path: "build.dockerfile",
      desired: "must build in every step; step 3/3 of stage build failed with exit code 3: RUN make",
      evidence: ["two", "cannot compile"],
    });
  });

  it("reads the words of newer clients", () => {
    const output = `#6 [2/2] RUN make
#6 0.061 cannot compile
#6 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
------
ERROR: failed to build: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2`;
    expect(build(output)).toMatchObject({
      desired: textWith("step 2/2 failed with exit code 2: RUN make"),
    });
  });

  it("blames the step that failed, not one that was given up because of it", () => {
    const output = `#6 [a 2/2] RUN sleep 9
#7 [b 2/2] RUN false
#8 [c 2/2] RUN sleep 9
#8 ERROR: context canceled
#7 ERROR: exit code: 1
#6 CANCELED
#9 ERROR: exit code: 1`;
    expect(build(output)).toMatchObject({ desired: textWith("of stage b failed") });
  });

  it("gives the reason when a step has none of its own, such as a missing file", () => {
    const output = `#6 [2/2] COPY missing /\n#6 ERROR: "/missing" not found: not found`;
    expect(build(output)).toMatchObject({ desired: textWith('"/missing" not found') });
  });

  it("reads the log of the first builder", () => {
    const output = `Step 1/3 : FROM box:1
 ---> 330cd4f9c8f8
Step 2/3 : RUN make
 ---> Running in b8ed9a2aa5ac
cannot compile
The command '/bin/sh -c make' returned a non-zero code: 3`;
    expect(build(output)).toMatchObject({
      desired: textWith("step 2/3 failed with exit code 3: RUN make"),
      evidence: listWith("cannot compile"),
    });
  });

  it("names a base image that cannot be had", () => {
    const output = `#3 [internal] load metadata for nosuch.invalid/base:1
#3 ERROR: failed to do request: Head "https://nosuch.invalid/v2/": dial tcp: lookup nosuch.invalid: no such host`;
    expect(build(output)).toMatchObject({
      path: "build.dockerfile",
      desired: textWith("nosuch.invalid/base:1"),
    });
  });

  const faults = [
    {
      says: "failed to create LLB definition: dockerfile parse error line 2: unknown instruction: FOO",
      path: "build.dockerfile",
    },
    { says: "failed to create LLB definition: the Dockerfile cannot be empty", path: "build.dockerfile" },
    { says: "failed to create LLB definition: target stage nosuch could not be found", path: "build.target" },
    { says: 'ERROR: failed to solve: target stage "nosuch" could not be found', path: "build.target" },
    {
      says: "Cannot connect to the Docker daemon at unix:///engine.sock. Is the docker daemon running?",
      path: "engine",
    },
    { says: "failed to dial gRPC: cannot connect to the Docker daemon: connection refused", path: "engine" },
    { says: "Got permission denied while trying to connect to the Docker daemon socket", path: "engine" },
    { says: "ERROR: BuildKit is enabled but the buildx component is missing or broken.", path: "docker" },
    { says: "#6 0.1 cp: write error: No space left on device", path: "engine" },
    { says: "#8 ERROR: failed to copy: write /var/lib/docker/tmp/x: no space left on device", path: "engine" },
  ];
  for (const { says, path } of faults) {
    it(`takes "${says.slice(0, 60)}" for a matter of ${path}`, () => {
      expect(build(says)).toMatchObject({ path });
    });
  }

  it("shows the line that gave a fault away, without the step's number", () => {
    expect(build("#6 0.1 cp: write error: No space left on device")).toMatchObject({
      evidence: ["cp: write error: No space left on device"],
    });
  });

  it("is not misled by the words of a build step", () => {
    const output = `#6 [2/2] RUN test
#6 0.1 Cannot connect to the Docker daemon at unix:///var/run/docker.sock
#6 ERROR: exit code: 1`;
    expect(build(output)).toMatchObject({ path: "build.dockerfile" });
  });

  it("shows the end of what it does not recognise", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    expect(explainBuild(lines, place).evidence).toEqual(lines.slice(-12));
  });
});

describe("explainPush", () => {
  const faults = [
    {
      says: 'Get "http://r.example.com/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
      desired: "must be reachable",
    },
    {
      says: 'Get "https://r.example.com/v2/": dial tcp: lookup r.example.com: no such host',
      desired: "must be reachable",
    },
    { says: 'Get "https://r.example.com/v2/": net/http: TLS handshake timeout', desired: "must be reachable" },
    { says: 'Get "https://r.example.com/v2/": http: server gave HTTP response to HTTPS client', desired: "TLS" },
    { says: 'Get "https://r.example.com/v2/": x509: certificate signed by unknown authority', desired: "TLS" },
    { says: "denied: requested access to the resource is denied", desired: "username and password" },
    { says: "unauthorized: authentication required", desired: "username and password" },
    { says: "no basic auth credentials", desired: "username and password" },
    {
      says: "name unknown: The repository with name 'app' does not exist in the registry",
      desired: "repository that exists",
    },
    {
      says: "Cannot connect to the Docker daemon at unix:///engine.sock. Is the docker daemon running?",
      desired: "unix:///engine.sock",
    },
    { says: "received unexpected HTTP status: 500 Internal Server Error", desired: "must take the image" },
  ];
  for (const { says, desired } of faults) {
    it(`asks that it ${desired} when docker says "${says.slice(0, 60)}"`, () => {
      expect(push(says)).toMatchObject({ desired: textWith(desired), evidence: [says] });
    });
  }
});
