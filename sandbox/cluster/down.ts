import { rm } from "node:fs/promises";
import { withLock } from "../lock";
import { findBox, stopBox } from "../machine/box";
import { removeCgroups } from "../machine/cgroups";
import { sandboxDir } from "../paths";

/**
 * Ends every process, mount, interface and cgroup of the sandbox; what it stored stays for the next `up`.
 * It does not ask the programs: the kernel ends them with the box, so a damaged sandbox goes down like a sound one.
 * Gives false when nothing ran.
 */
export async function down(): Promise<boolean> {
  return withLock("sandbox", stop);
}

/** Like `down`, and forgets all that was stored: cluster, images, volumes, certificates. The toolchain stays. */
export async function reset(): Promise<void> {
  await withLock("sandbox", async () => {
    await stop();
    await rm(sandboxDir, { recursive: true, force: true });
  });
}

async function stop(): Promise<boolean> {
  const box = await findBox();
  if (box !== undefined) await stopBox(box);
  await removeCgroups();
  return box !== undefined;
}
