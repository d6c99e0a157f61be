import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract } from "tar";
import type { Asset } from "./tool";

/** How long a host may take to answer at all: on a machine without a way out, every host costs this much (ms). */
const CONNECT = 3000;
/** How long a transfer may stand still (ms). */
const STALL = 30_000;

/** Asks each host once, and only whether it is there. */
export class Network {
  readonly #asked = new Map<string, Promise<boolean>>();

  /** Whether files can be fetched from where this address is. */
  reaches(url: string): Promise<boolean> {
    return this.#ask(new URL(url).origin, () => true);
  }

  /** Whether an image registry answers at its `/v2/`; 401 asks for the anonymous token that every client then fetches. */
  pulls(registry: string): Promise<boolean> {
    return this.#ask(`${registry}/v2/`, (status) => status < 400 || status === 401);
  }

  #ask(url: string, well: (status: number) => boolean): Promise<boolean> {
    const known = this.#asked.get(url);
    if (known !== undefined) return known;
    const answer = fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(CONNECT) }).then(
      ({ status }) => well(status),
      () => false,
    );
    this.#asked.set(url, answer);
    return answer;
  }
}

/** Downloads an asset into a folder, under the names of its programs. Throws when it is not exactly what was published. */
export async function downloadAsset(asset: Asset, folder: string, onBytes: (count: number) => void): Promise<void> {
  const name = basename(new URL(asset.url).pathname);
  const wanted = sumOf(await (await get(asset.sums)).text(), name);
  if (wanted === undefined) throw new Error(`${asset.sums} lists no SHA-256 for ${name}`);
  const file = join(folder, asset.members === undefined ? name : `.${name}`);
  const got = await save(asset.url, file, onBytes);
  if (got !== wanted) {
    await rm(file);
    throw new Error(`refused ${asset.url}: its SHA-256 is ${got}, published is ${wanted}`);
  }
  if (asset.members !== undefined) await unpack(file, asset.members, folder);
}

/** Reads lines `<sum>  <name>` (the name may have a `*` or a path before it), or a sum alone. */
export function sumOf(text: string, name: string): string | undefined {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+\*?/));
  const line =
    lines.length === 1 && lines[0]?.length === 1
      ? lines[0]
      : lines.find(([, path]) => path !== undefined && basename(path) === name);
  return line?.[0] !== undefined && /^[0-9a-f]{64}$/i.test(line[0]) ? line[0].toLowerCase() : undefined;
}

async function get(url: string, signal: AbortSignal = AbortSignal.timeout(STALL)): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}

async function save(url: string, file: string, onBytes: (count: number) => void): Promise<string> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`${url} stopped sending`)), STALL);
  const digest = createHash("sha256");
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      timer.refresh();
      digest.update(chunk);
      onBytes(chunk.length);
      next(null, chunk);
    },
  });
  try {
    const { body } = await get(url, stalled.signal);
    if (body === null) throw new Error(`${url} is empty`);
    await pipeline(Readable.fromWeb(body), meter, createWriteStream(file), {
      signal: stalled.signal,
    });
    return digest.digest("hex");
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: string, members: readonly string[], folder: string): Promise<void> {
  const room = `${archive}.unpacked`;
  await mkdir(room, { recursive: true });
  await extract({ file: archive, cwd: room, filter: (path) => members.includes(basename(path)) || path.endsWith("/") });
  const found = (await readdir(room, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile());
  for (const member of members) {
    const entry = found.find(({ name }) => name === member);
    if (entry === undefined) throw new Error(`${basename(archive)} holds no ${member}`);
    await rename(join(entry.parentPath, member), join(folder, member));
  }
  await rm(room, { recursive: true });
  await rm(archive);
}
