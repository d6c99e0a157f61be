import { join } from "node:path";
import { installToolchain } from "../../../sandbox/toolchain";
import { newProgress } from "../../../sandbox/toolchain/progress";
import { environment, pair } from "./tools";

/** A run that index.test.ts kills: installs two tools on the machine whose folder is given. */
const [root = ""] = process.argv.slice(2);
void installToolchain({
  cacheDir: join(root, "cache"),
  toolsDir: join(root, "tools"),
  env: environment(root),
  progress: newProgress(),
  tools: pair,
});
