import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { installToolchain, type Toolchain } from "../../../sandbox/toolchain";
import type { Progress } from "../../../sandbox/toolchain/progress";
import type { Tool } from "../../../sandbox/toolchain/tool";
import { type Content, folder, put } from "../../support/files";
import { environment } from "./tools";

/**
 * Stands in for Go: notes each call in `calls`, "downloads" modules from `modules/`, and "builds" programs that say where
 * they come from. While a file `hold` exists it waits in the middle of a build; with a file `fail` a build fails with its text.
 */
const fakeGo = (root: string) => `#!/bin/sh
PATH=/usr/bin:/bin
echo "go $*" >> ${root}/calls
case "$1 $2" in
"mod download") shift 3; for m; do printf '{\\n\\t"Path": "%s",\\n\\t"Dir": "${root}/modules/%s"\\n}\\n' "$m" "$m"; done ;;
"mod edit") shift 2; echo "$@" >> go.mod ;;
"build "*)
  while [ "$1" != -o ]; do shift; done; out=$2; shift 2
  [ -f ${root}/fail ] && { cat ${root}/fail >&2; exit 1; }
  for package; do
    echo "example.com/dependency/of/$package" | sed 's#/\\./#/#' >&2
    program=$(basename "$package")
    while [ -f ${root}/hold ] && [ "$program" != first ]; do sleep 0.05; done
    printf '#!/bin/sh\\necho built %s\\n' "$program" > "$out/.$program"
    chmod +x "$out/.$program"; mv "$out/.$program" "$out/$program"
    echo "example.com/$program" >&2
  done ;;
esac
`;

/** A machine of its own: a PATH with nothing but Go on it, a cache, and Go modules to build from. */
export class Machine {
  readonly root = folder({});
  readonly said: string[] = [];
  readonly cacheDir = join(this.root, "cache");
  readonly toolsDir = join(this.root, "tools");
  readonly env = environment(this.root);
  readonly progress: Progress = {
    step: (_title, _expected, work) => work(() => undefined),
    say: (line) => void this.said.push(line.trim()),
    end: () => undefined,
  };

  constructor({ go = true } = {}) {
    if (go) this.put("bin/go", { program: fakeGo(this.root) });
    this.put("tools/go.mod", "module tools\n");
    this.put("tools/go.sum", "sums\n");
  }

  put(path: string, content: Content): void {
    put(join(this.root, path), content);
  }

  /** A program on PATH that answers every question with the same text. */
  has(program: string, answer: string): void {
    this.put(`bin/${program}`, { program: `#!/bin/sh\necho ${answer}\n` });
  }

  install(tools: readonly Tool[]): Promise<Toolchain> {
    const { cacheDir, toolsDir, env, progress } = this;
    return installToolchain({ cacheDir, toolsDir, env, progress, tools });
  }

  /** Installs to the end and gives the content of a tool's first program. */
  async content(tools: readonly Tool[], name: Tool["name"] = "kubectl"): Promise<string> {
    const { done, ready } = await this.install(tools);
    await done;
    return readFileSync((await ready(name)) ?? "", "utf8");
  }

  get builds(): string[] {
    return this.calls.filter((call) => call.startsWith("go build"));
  }

  get calls(): string[] {
    try {
      return readFileSync(join(this.root, "calls"), "utf8").trim().split("\n");
    } catch {
      return [];
    }
  }
}

export const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** The official host: serves these files, answers 404 to everything else, and notes what it was asked for. */
export async function officialHost(
  files: Readonly<Record<string, string | Uint8Array | number>>,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ method, url = "" }, response) => {
    asked.push(`${method ?? ""} ${url}`);
    const file = files[url] ?? 404;
    if (typeof file === "number") response.writeHead(file).end();
    else response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

/** Where nobody listens. */
export const nowhere = "http://127.0.0.1:1";
