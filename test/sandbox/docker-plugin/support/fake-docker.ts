import { readFile } from "node:fs/promises";
import { delimiter } from "node:path";
import { Folder } from "./files";

export const fakeImageId = `sha256:${"1".repeat(64)}`;
export const fakeDigest = `sha256:${"2".repeat(64)}`;

/** What the fake client prints and how it ends, for each of its commands. */
export interface Behaviour {
  readonly output?: string;
  readonly code?: number;
  /** Hangs after the output, with a child of its own, and both do not listen to SIGTERM. */
  readonly hangs?: boolean;
}

export interface Call {
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** The configuration file of the docker client that this call was given. */
  readonly config: string;
}

const defaults: Readonly<Record<string, Behaviour>> = {
  build: { output: "#1 [1/1] FROM scratch\n#1 DONE 0.0s\n" },
  push: { output: `v1: digest: ${fakeDigest} size: 734\n` },
  pull: {},
  image: {},
};

/** An executable called docker that notes how it was called and does what the test says. */
export class FakeDocker {
  private constructor(private readonly folder: Folder) {}

  static async make(): Promise<FakeDocker> {
    const docker = new FakeDocker(await Folder.make());
    await docker.behave({});
    return docker;
  }

  /** Forgets all calls and behaves like this from now on. */
  async behave(behaviours: Readonly<Record<string, Behaviour>>): Promise<void> {
    await this.folder.empty();
    for (const [command, behaviour] of Object.entries({ ...defaults, ...behaviours })) {
      await this.folder.write(`${command}.output`, behaviour.output ?? "");
      await this.folder.write(`${command}.code`, String(behaviour.code ?? 0));
      if (behaviour.hangs === true) await this.folder.write(`${command}.hangs`, "");
    }
    await this.folder.write("docker", script(this.folder.path), 0o755);
  }

  /** For the environment of the plugin. */
  get path(): string {
    return [this.folder.path, process.env["PATH"] ?? ""].join(delimiter);
  }

  async calls(command?: string): Promise<Call[]> {
    const calls: Call[] = [];
    for (let index = 1; ; index += 1) {
      const [args, env, config] = await Promise.all(
        ["args", "env", "config"].map((part) => this.#read(`${index}.${part}`)),
      );
      if (args === undefined) return command === undefined ? calls : calls.filter((call) => call.args[0] === command);
      const variables = (env ?? "").split("\n").map((line): [string, string] => {
        const equals = line.indexOf("=");
        return [line.slice(0, equals), line.slice(equals + 1)];
      });
      calls.push({ args: args.split("\n").slice(0, -1), env: new Map(variables), config: config ?? "" });
    }
  }

  /** Process ids of a hanging client and of its child, once they run. */
  async pids(): Promise<number[]> {
    return ((await this.#read("pids")) ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map(Number);
  }

  remove(): Promise<void> {
    return this.folder.remove();
  }

  #read(name: string): Promise<string | undefined> {
    return readFile(this.folder.join(name), "utf8").catch(() => undefined);
  }
}

const script = (folder: string): string => `#!/bin/sh
cd '${folder}'
number=1; while [ -e $number.args ]; do number=$((number + 1)); done
env > $number.env
cat "$DOCKER_CONFIG/config.json" > $number.config 2>/dev/null
for argument in "$@"; do
  case $argument in --iidfile=*) printf '${fakeImageId}' > "\${argument#--iidfile=}" ;; esac
done
printf '%s\\n' "$@" > $number.args
cat $1.output
if [ -e $1.hangs ]; then
  trap '' TERM
  sleep 600 &
  printf '%s\\n' $$ $! > pids
  wait
fi
exit $(cat $1.code)
`;
