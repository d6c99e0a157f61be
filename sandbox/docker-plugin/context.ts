import ignore from "@balena/dockerignore";
import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { join } from "node:path";

/** One buffer for all files: memory does not grow with the largest of them. */
const piece = Buffer.alloc(1024 * 1024);

interface Entry {
  readonly path: string;
  readonly kind: "file" | "program" | "link" | "other";
  readonly sha256: string;
}

/**
 * SHA-256 over everything that a build can see: the Dockerfile's content, then each file's path, executable bit and
 * content in the order of paths. Times, owners, other mode bits and what .dockerignore leaves out do not count,
 * so that two checkouts of one commit agree. A link counts as its target's text.
 */
export function contextDigest(context: string, dockerfile: string): string {
  const entries = [...walk(context, "", readIgnored(context, dockerfile))];
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));

  const digest = createHash("sha256").update(`dockerfile\0${hashFile(dockerfile)}\0`);
  for (const { path, kind, sha256 } of entries) digest.update(`${kind}\0${path}\0${sha256}\0`);
  return digest.digest("hex");
}

interface Ignored {
  readonly matches: (path: string) => boolean;
  /** Whether some pattern brings files of an ignored folder back. */
  readonly hasExceptions: boolean;
}

/**
 * `<Dockerfile>.dockerignore` wins over the `.dockerignore` at the context's root.
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
function readIgnored(context: string, dockerfile: string): Ignored {
  const text = readIfPresent(`${dockerfile}.dockerignore`) ?? readIfPresent(join(context, ".dockerignore"));
  const patterns = (text ?? "")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map(escapePattern);
  // Docker compares with case on every system; the library's default does not.
  const matcher = ignore({ ignorecase: false }).add(patterns);
  return {
    matches: (path) => matcher.ignores(path),
    hasExceptions: patterns.some((pattern) => pattern.trim().startsWith("!")),
  };
}

/** `+ ( ) { } |` stand for themselves in .dockerignore, but the library hands them to a regular expression. */
const escapePattern = (pattern: string): string =>
  pattern.replace(/\\.|[+(){}|]/g, (found) => (found.length > 1 ? found : `\\${found}`));

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads synchronously: with tens of thousands of small files, one promise per call would cost ten times as much. */
function* walk(root: string, folder: string, ignored: Ignored): Generator<Entry> {
  for (const item of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? item.name : `${folder}/${item.name}`;
    const skip = ignored.matches(path);
    if (item.isDirectory()) {
      if (!skip || ignored.hasExceptions) yield* walk(root, path, ignored);
    } else if (!skip) {
      yield readEntry(root, path);
    }
  }
}

function readEntry(root: string, path: string): Entry {
  const file = join(root, path);
  const status = lstatSync(file);
  if (status.isSymbolicLink()) {
    const target = readlinkSync(file).replaceAll("\\", "/");
    return { path, kind: "link", sha256: createHash("sha256").update(target).digest("hex") };
  }
  // Reading a pipe would wait for its writer, and no build can use one.
  if (!status.isFile()) return { path, kind: "other", sha256: "" };
  return { path, kind: (status.mode & 0o100) === 0 ? "file" : "program", sha256: hashFile(file) };
}

function hashFile(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
      hash.update(piece.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
