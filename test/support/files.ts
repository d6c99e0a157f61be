import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** What a file in a test folder is: its content, or a program, or a link. */
export type Content = string | { program: string } | { link: string };

/** Writes a folder that is gone when the test ends. */
export function folder(files: Record<string, Content>): string {
  const root = mkdtempSync(join(tmpdir(), "berth-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) put(join(root, path), content);
  return root;
}

/** Writes one file or link, with the folders above it. */
export function put(file: string, content: Content): void {
  mkdirSync(dirname(file), { recursive: true });
  if (typeof content === "string") writeFileSync(file, content);
  else if ("link" in content) symlinkSync(content.link, file);
  else {
    writeFileSync(file, content.program);
    chmodSync(file, 0o755);
  }
}
