import { copyFile, link, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { run, UserError } from "../run";
import { clientDir, docker, dockerEnv, once } from "./images";

/** Where a Debian machine, or one like it, keeps the certificates that it trusts. */
const trusted = "/etc/ssl/certs/ca-certificates.crt";

/**
 * Makes the image `golang` from the machine's own Go, under its usual names, so that Dockerfiles stay as they are written
 * for the real one: Go under /usr/local/go, a shell, the trusted certificates and this machine's settings for modules.
 */
export async function makeGolangImage(): Promise<string[]> {
  const settings = await run("go", ["env", "GOROOT", "GOVERSION", "GOPROXY", "GOSUMDB"]);
  const [root = "", version = "", proxy = "", sums = ""] = settings.split("\n");
  const [major, minor, patch] = version.replace(/^go/, "").split(".");
  const names = [`golang:${major}.${minor}.${patch}`, `golang:${major}.${minor}`, `golang:${major}`];
  await once(`${root} ${version} ${proxy} ${sums}`, "golang", async () => {
    const folder = await mkdtemp(join(tmpdir(), "berth-golang-"));
    try {
      await layOut(folder);
      const image = await importImage(folder, await realpath(root), [
        "ENV PATH=/go/bin:/usr/local/go/bin:/bin",
        "ENV GOPATH=/go",
        "ENV HOME=/root",
        "ENV GOTOOLCHAIN=local",
        `ENV GOPROXY=${proxy}`,
        `ENV GOSUMDB=${sums}`,
        "WORKDIR /go",
      ]);
      for (const name of names) await docker(["tag", image, name]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
  return names;
}

async function layOut(folder: string): Promise<void> {
  for (const path of ["bin", "etc/ssl/certs", "tmp", "root", "go"])
    await mkdir(join(folder, path), { recursive: true });
  const shell = join(folder, "bin", "busybox");
  await copyFile((await run("which", ["busybox"])).trim(), shell);
  for (const applet of (await run(shell, ["--list"])).split("\n")) {
    if (applet !== "busybox") await link(shell, join(folder, "bin", applet));
  }
  await copyFile(trusted, join(folder, "etc", "ssl", "certs", "ca-certificates.crt")).catch(() => {
    throw new UserError(`Cannot make the image golang: ${trusted} is missing; install the package ca-certificates`);
  });
  await writeFile(
    join(folder, "etc", "passwd"),
    "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
  );
  await writeFile(join(folder, "etc", "group"), "root:x:0:\nnobody:x:65534:\n");
}

/** The Go tree goes straight from its folder into the image. Some machines build it of links, hence `--dereference`. */
async function importImage(folder: string, goRoot: string, changes: readonly string[]): Promise<string> {
  const source = relative("/", goRoot);
  const tar = ["--create", "--dereference", `--transform=s,^${source},usr/local/go,`, `--exclude=${source}/test`];
  const { stdout } = await execa("tar", [...tar, "--directory", folder, ".", "--directory", "/", source], {
    buffer: false,
  }).pipe(join(clientDir, "docker"), ["import", ...changes.flatMap((change) => ["--change", change]), "-"], {
    env: dockerEnv,
  });
  return stdout.trim();
}
