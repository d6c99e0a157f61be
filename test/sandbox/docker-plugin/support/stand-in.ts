import type { Properties } from "../../../../sandbox/docker-plugin/values";
import { installStandIn } from "./executable";
import { FakeDocker, type Behaviour } from "./fake-docker";
import { Folder } from "./files";
import { Plugin } from "./plugin";

export const imageName = "registry.example.com/team/app:v1";

export const image = (more: Properties = {}): Properties => ({
  imageName,
  build: { context: "app", dockerfile: "app/Dockerfile" },
  ...more,
});

/** The installed stand-in, a program's folder to run it in, and a docker client that only pretends. */
export class Bench {
  readonly #started: Plugin[] = [];

  private constructor(
    readonly program: Folder,
    readonly docker: FakeDocker,
    readonly executable: string,
  ) {}

  static async make(): Promise<Bench> {
    const program = await Folder.make({ "app/Dockerfile": "FROM scratch\n", "Outer.Dockerfile": "FROM scratch\n" });
    return new Bench(program, await FakeDocker.make(), await installStandIn(program));
  }

  /** A plugin of its own, for tests that configure, cancel or end it. */
  async start(
    env: Record<string, string> = {},
    behaviours: Record<string, Behaviour> = {},
    executable = this.executable,
  ): Promise<Plugin> {
    await this.docker.behave(behaviours);
    const plugin = await Plugin.start(executable, this.program.path, {
      PATH: this.docker.path,
      DOCKER_CONFIG: this.program.join("no-config"),
      ...env,
    });
    this.#started.push(plugin);
    return plugin;
  }

  /** The plugin that most tests share, beside a docker client that behaves as the test wants. */
  async pluginWhere(behaviours: Record<string, Behaviour> = {}): Promise<Plugin> {
    const shared = this.#started[0] ?? (await this.start());
    await this.docker.behave(behaviours);
    shared.logs.length = 0;
    return shared;
  }

  async remove(): Promise<void> {
    for (const plugin of this.#started) await plugin.stop();
    await this.docker.remove();
    await this.program.remove();
  }
}
