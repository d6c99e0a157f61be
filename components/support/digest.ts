import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import ignore from "@balena/dockerignore";

/** The owner's, like in git: the others depend on the umask of whoever cloned. */
const EXECUTABLE = 0o100;

/** Long enough never to collide within one repository, short enough for a tag, a label value and a reader. */
const DIGEST_LENGTH = 16;

/** Letters to Docker, but the library would take them for a regular expression. */
const REGEXP_ONLY = /(?<!\\)[+(){}|]/g;

const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

/**
 * The ignore file that a builder would use: the Dockerfile's own before that of the context.
 * @see https://docs.docker.com/build/concepts/context/#filename-and-location
 */
function ignoreFile(context: string, dockerfile: string): string {
  const found = [`${dockerfile}.dockerignore`, join(context, ".dockerignore")].find((file) => existsSync(file));
  return found === undefined ? "" : readFileSync(found, "utf8");
}

/** Every file and link below `folder` that the builder gets, as paths from `context` with forward slashes. */
function* contents(
  context: string,
  folder: string,
  ignored: (path: string, whole: boolean) => boolean,
): Generator<string> {
  for (const entry of readdirSync(join(context, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (ignored(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) yield* contents(context, path, ignored);
    else yield path;
  }
}

/** One file as the image sees it: kind, path, executable bit and content; a link is its target, not followed. */
function fingerprint(context: string, path: string): string {
  const file = join(context, path);
  const stat = lstatSync(file);
  if (stat.isSymbolicLink()) return `link ${path}\0${sha256(readlinkSync(file))}`;
  if (!stat.isFile()) return `other ${path}`; // A pipe would be waited for.
  return `${stat.mode & EXECUTABLE ? "program" : "file"} ${path}\0${sha256(readFileSync(file))}`;
}

/**
 * Names the content of a build: the same on every machine and in every clone, because times, owners and the order of
 * the file system are left out, and different as soon as a file that the builder gets differs.
 * @param settings whatever else decides what is built, such as the target
 */
export function contextDigest(context: string, dockerfile: string, settings: unknown): string {
  const rules = ignoreFile(context, dockerfile);
  const matcher = ignore({ ignorecase: false }).add(rules.replace(REGEXP_ONLY, "\\$&"));
  const readmits = /^\s*!/m.test(rules); // Then an ignored folder may still hold something that is sent.
  const files = contents(context, "", (path, folder) => !(folder && readmits) && matcher.ignores(path));
  const lines = [...files].sort().map((path) => fingerprint(context, path));
  return sha256([JSON.stringify(settings), sha256(readFileSync(dockerfile)), ...lines].join("\n")).slice(
    0,
    DIGEST_LENGTH,
  );
}
