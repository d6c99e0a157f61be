import { it, vi } from "vitest";
import { Machine, tool } from "./support";
import { obtain } from "../../../sandbox/toolchain/obtain";
import { newStore } from "../../../sandbox/toolchain/store";
import { findInstalled } from "../../../sandbox/toolchain/installed";
vi.hoisted(() => vi.stubEnv("BERTH_CACHE", `/tmp/berth-test-toolchain-${process.pid}`));
it("x", async () => {
  const machine = new Machine();
  const store = newStore(machine.cacheDir, machine.toolsDir, [tool()]);
  console.log(await Promise.race([findInstalled(store, tool(), machine.env), new Promise((r) => setTimeout(r, 1000, "stuck"))]));
  const p = obtain(store, { ...machine.progress, step: async (t, e, w) => { console.log("begin", t); const r = await w(() => undefined); console.log("end", t, r); return r; } }, machine.env, () => undefined).catch(console.log);
  await Promise.race([p, new Promise((r) => setTimeout(r, 3000))]);
  console.log(machine.calls, machine.said);
});
