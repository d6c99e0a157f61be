import { mkdir } from "node:fs/promises";
import { withLock } from "../lock";
import { ensureBox } from "../machine/box";
import { makeCgroups } from "../machine/cgroups";
import { installPackages, missingPackages } from "../machine/debian";
import { forwardPorts, uplink } from "../machine/network";
import { refuseUnlessAble } from "../machine/preflight";
import { type Daemon, declare, ensureRunning } from "../machine/supervisor";
import { cacheDir, sandboxDir } from "../paths";
import { installToolchain, type Toolchain } from "../toolchain";
import type { images } from "../toolchain/catalog";
import type { Progress } from "../toolchain/progress";
import { addonProbes, addonReady, applyAddon, publishAddon } from "./addons";
import { makeGolangImage } from "./base-images";
import { makeCertificates } from "./certificates";
import { writeConfigs } from "./configs";
import { baseDaemons } from "./daemons/base";
import { controlPlaneDaemons } from "./daemons/control-plane";
import { nodeDaemons } from "./daemons/node";
import type { Site } from "./daemons/site";
import { chooseDockerClient } from "./images";
import { writeKubeconfigs } from "./kubeconfigs";

/** Brings the sandbox to where everything runs, from wherever it is: absent, half up, damaged, or up. */
export async function up(progress: Progress): Promise<Toolchain> {
  await refuseUnlessAble();
  await mkdir(sandboxDir, { recursive: true, mode: 0o700 });
  return withLock("sandbox", async () => {
    await debianPackages(progress);
    const toolchain = await installToolchain({ cacheDir, progress });
    await Promise.all([machine(progress, toolchain), toolchain.done]);
    return toolchain;
  });
}

async function debianPackages(progress: Progress): Promise<void> {
  const missing = await missingPackages();
  if (missing.length === 0) return;
  await progress.step(`apt-get install ${missing.join(" ")}`, 30, () => installPackages(missing));
}

/** The parts that come from Debian start while the toolchain still builds; each later part waits for its program only. */
async function machine(progress: Progress, toolchain: Toolchain): Promise<void> {
  await makeCertificates();
  await writeKubeconfigs();
  await writeConfigs();
  await makeCgroups();
  const box = await ensureBox();
  const site = { box, bin: toolchain.bin };

  await start(progress, [uplink]);
  await forwardPorts();
  await start(progress, baseDaemons(site));
  await chooseDockerClient();
  await Promise.all([
    progress.step("image golang, from this machine's Go", 6, makeGolangImage),
    toolchain.ready("kube").then(() => kubernetes(progress, toolchain, site)),
  ]);
}

async function kubernetes(progress: Progress, toolchain: Toolchain, site: Site): Promise<void> {
  await toolchain.ready("local-volumes");
  await start(progress, [...controlPlaneDaemons(site), ...nodeDaemons(site)]);
  await applyAddon(site.bin, "storage");
  await publish(toolchain, "pause");
  const probes = addonProbes(site.bin, site.box);
  const names = ["coredns", "metrics-server", "traefik"] as const;
  await Promise.all(
    names.map(async (name) => {
      await publish(toolchain, name);
      await applyAddon(site.bin, name);
      await progress.step(name, 5, () => addonReady(site.bin, name, probes[name]));
    }),
  );
}

/** A program that the toolchain did not have to build is pulled from where it officially is. */
async function publish(toolchain: Toolchain, name: keyof typeof images): Promise<void> {
  const binary = await toolchain.ready(name);
  if (binary !== undefined) await publishAddon(name, binary);
}

async function start(progress: Progress, daemons: readonly Daemon[]): Promise<void> {
  const changed = await Promise.all(daemons.map(declare));
  for (const [index, daemon] of daemons.entries()) {
    await progress.step(daemon.name, 2, () => ensureRunning(daemon, changed[index] ?? false));
  }
}
