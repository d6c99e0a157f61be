import { build, expectedSeconds } from "./build";
import { explained } from "./failures";
import { findInstalled } from "./installed";
import type { Progress } from "./progress";
import { downloadAsset, Network } from "./release";
import { keep, link, type Store, stored } from "./store";
import type { Placed, Tool, ToolName } from "./tool";

interface Errand {
  readonly store: Store;
  readonly progress: Progress;
  readonly env: NodeJS.ProcessEnv;
  readonly network: Network;
  /** Called for each tool as soon as it is there, or is known to be an image that can be pulled. */
  readonly have: (tool: Tool, placed: Placed, how: string) => Promise<void>;
}

/** Gets every tool from the first place that has it, and says which are here rather than to be pulled as images. */
export async function obtain(
  store: Store,
  progress: Progress,
  env: NodeJS.ProcessEnv,
  settle: (tool: Tool, here: boolean) => void,
): Promise<ReadonlySet<ToolName>> {
  const here = new Set<ToolName>();
  const have = async (tool: Tool, placed: Placed, how: string) => {
    await link(store, tool, placed);
    if (placed !== undefined) here.add(tool.name);
    progress.say(`     ${tool.name} ${tool.version}: ${how}`);
    settle(tool, placed !== undefined);
  };
  const errand: Errand = { store, progress, env, network: new Network(), have };

  const missing = await progress.step("look for tools that are already here", 3, () => lookAround(errand));
  const official = await reachable(errand, missing);
  const others = missing.filter((tool) => !official.includes(tool));
  // A download waits for the network and a build for the processor: both at once.
  const [refused] = await Promise.all([download(errand, official), buildAll(errand, others)]);
  await buildAll(errand, refused);
  return here;
}

/** What is installed, in the cache, or an image that can be pulled; gives the rest. */
async function lookAround({ store, env, network, have }: Errand): Promise<Tool[]> {
  const found = await Promise.all(
    store.tools.map(async (tool) => {
      const installed = await findInstalled(store, tool, env);
      if (installed !== undefined) await have(tool, installed, `installed, ${Object.values(installed)[0] ?? ""}`);
      else if (stored(store, tool) !== undefined) await have(tool, stored(store, tool), "in the cache");
      else if (await pullable(network, tool)) await have(tool, undefined, "its image will be pulled");
      else return false;
      return true;
    }),
  );
  return store.tools.filter((_, index) => found[index] === false);
}

async function pullable(network: Network, { registry }: Tool): Promise<boolean> {
  return registry !== undefined && network.pulls(registry);
}

/** Those whose official files are where this machine can get at them. */
async function reachable({ network }: Errand, tools: readonly Tool[]): Promise<Tool[]> {
  const answers = await Promise.all(
    tools.map(
      async ({ release }) =>
        release !== undefined && !(await Promise.all(release.map(({ url }) => network.reaches(url)))).includes(false),
    ),
  );
  return tools.filter((_, index) => answers[index] === true);
}

/** Downloads what it can, and gives the tools whose files were not there or not what was published. */
async function download({ store, progress, have }: Errand, tools: readonly Tool[]): Promise<Tool[]> {
  const refused: Tool[] = [];
  const one = async (tool: Tool) => {
    const title = `download ${tool.name} ${tool.version}`;
    try {
      const placed = await progress.step(title, 60, (report) => {
        let bytes = 0;
        const onBytes = (count: number) => report(undefined, `${((bytes += count) / 2 ** 20).toFixed(0)} MiB`);
        const fill = async (folder: string) => {
          await Promise.all((tool.release ?? []).map((asset) => downloadAsset(asset, folder, onBytes)));
        };
        return keep(store, tool, "release", fill);
      });
      await have(tool, placed, "the official release");
    } catch (error) {
      if ((await explained(error, store.cacheDir)) !== error) throw error;
      progress.say(
        `     ${error instanceof Error ? error.message : String(error)}; ${tool.name} will be built instead`,
      );
      refused.push(tool);
    }
  };
  await Promise.all(tools.map(one));
  return refused;
}

async function buildAll({ store, progress, env, have }: Errand, tools: readonly Tool[]): Promise<void> {
  if (tools.length === 0) return;
  // The order of the catalog: what is needed first is built first.
  const inOrder = store.tools.filter((tool) => tools.includes(tool));
  await progress.step("build tools from their Go modules", expectedSeconds(inOrder), (report) =>
    build(store, inOrder, env, report, (tool, placed) => have(tool, placed, "built from its Go module")),
  );
}
