import { execa } from "execa";
import { copyFile, mkdir, symlink } from "node:fs/promises";
import type { Properties } from "../../../../sandbox/docker-plugin/values";
import { pluginExecutable } from "./executable";
import { Folder } from "./files";
import { Plugin } from "./plugin";

/** A base image with a shell, made of the machine's static busybox: no registry has to be asked. */
export const baseImage = "berth-test-base:1";

/** Contents of a build's context, by path. */
export interface Sources {
  readonly [file: string]: string;
}

/** The plugin under test beside a real engine and a real registry, which the sandbox suite provides. */
export class EngineBench {
  readonly #started: Plugin[] = [];

  private constructor(
    readonly program: Folder,
    readonly registry: string,
    private readonly executable: string,
  ) {}

  static async make(): Promise<EngineBench> {
    required("DOCKER_HOST");
    const registry = required("BERTH_TEST_REGISTRY");
    const program = await Folder.make();
    await importBase(program);
    return new EngineBench(program, registry, await pluginExecutable(program));
  }

  async start(env: Record<string, string> = {}): Promise<Plugin> {
    const plugin = await Plugin.start(this.executable, this.program.path, env);
    this.#started.push(plugin);
    return plugin;
  }

  /** The checked inputs of an image that is built from these files. */
  async imageOf(
    plugin: Plugin,
    name: string,
    files: Sources,
    more: Properties = {},
    build: Properties = {},
  ): Promise<Properties> {
    for (const [file, content] of Object.entries(files)) await this.program.write(`${name}/${file}`, content);
    const imageName = this.nameOf(name);
    const common = { context: name, dockerfile: `${name}/Dockerfile`, network: "host" };
    return plugin.check({ imageName, ...more, build: { ...common, ...build } });
  }

  nameOf(name: string): string {
    return `${this.registry}/berth-test/${name}:v1`;
  }

  /** The digest under which the registry serves an image; undefined when it does not. */
  async servedDigest(name: string): Promise<string | undefined> {
    const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";
    const answer = await fetch(`http://${this.registry}/v2/berth-test/${name}/manifests/v1`, { headers: { accept } });
    return answer.ok ? (answer.headers.get("docker-content-digest") ?? undefined) : undefined;
  }

  async inspect(name: string, format: string): Promise<string> {
    return (await execa("docker", ["image", "inspect", `--format=${format}`, this.nameOf(name)])).stdout;
  }

  async remove(): Promise<void> {
    for (const plugin of this.#started) await plugin.stop();
    await this.program.remove();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} must be set; the sandbox suite does it`);
  return value;
}

async function importBase(program: Folder): Promise<void> {
  const { stdout: busybox } = await execa("which", ["busybox"]);
  await mkdir(program.join("root/bin"), { recursive: true });
  await copyFile(busybox, program.join("root/bin/busybox"));
  for (const name of ["sh", "echo", "sleep"]) await symlink("busybox", program.join(`root/bin/${name}`));
  const { stdout: archive } = await execa("tar", ["-C", program.join("root"), "-c", "."], { encoding: "buffer" });
  await execa("docker", ["import", "-", baseImage], { input: archive });
}
