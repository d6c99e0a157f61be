import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder that is gone when its test is over. */
export class Folder {
  private constructor(readonly path: string) {}

  static async make(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
    const folder = new Folder(await mkdtemp(join(tmpdir(), "berth-test-")));
    for (const [name, content] of Object.entries(files)) await folder.write(name, content);
    return folder;
  }

  join(name: string): string {
    return join(this.path, name);
  }

  async write(name: string, content: string, mode = 0o644): Promise<string> {
    const path = this.join(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await chmod(path, mode);
    return path;
  }

  async link(name: string, target: string): Promise<void> {
    await mkdir(dirname(this.join(name)), { recursive: true });
    await symlink(target, this.join(name));
  }

  async empty(): Promise<void> {
    for (const name of await readdir(this.path)) await rm(this.join(name), { recursive: true });
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}
