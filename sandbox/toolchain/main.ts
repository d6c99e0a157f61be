import { cacheDir } from "../paths";
import { runMain } from "../run";
import { catalog } from "./catalog";
import { installToolchain } from "./index";
import { newProgress } from "./progress";
import { tidy } from "./tidy";

/** `npx tsx sandbox/toolchain/main.ts` installs every tool and says where it is; `--tidy` tidies the Go modules. */
async function main(): Promise<void> {
  if (process.argv.includes("--tidy")) return tidy();
  const progress = newProgress();
  const { bin, pulumiHome, ready, done } = await installToolchain({ cacheDir, progress });
  await done;
  progress.end();
  for (const { name, version } of catalog)
    console.log(`${name} ${version}`.padEnd(32), (await ready(name)) ?? "image to be pulled");
  console.log(`\nPATH=${bin}:$PATH\nPULUMI_HOME=${pulumiHome}`);
}

runMain(main);
