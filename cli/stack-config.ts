import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import * as z from "zod";
import { check, headline } from "../components/support/problems";
import { projectDir } from "../sandbox/paths";
import { UserError } from "../sandbox/run";
import { type Settings, settingsSchema } from "../stacks/settings";

export const configFile = (stack: string) => join("stacks", `Pulumi.${stack}.yaml`);

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()).default({}) });

/**
 * What the stack's config says, before the engine runs: which cluster and which registry to look for.
 * The program checks every key again; here only what cannot be read at all is refused.
 */
export async function readStackConfig(stack: string): Promise<Settings> {
  const text = await readFile(join(projectDir, configFile(stack)), "utf8").catch(() => {
    const problem = `stack: must have a file ${configFile(stack)}; there are dev and prod`;
    throw new UserError(`Cannot deploy stack "${stack}":\n  ${problem}`);
  });
  return parseStackConfig(stack, text);
}

export function parseStackConfig(stack: string, text: string): Settings {
  const { data } = fileSchema.safeParse(parse(text) ?? {});
  if (data === undefined) throw new UserError(`Cannot read ${configFile(stack)}:\n  config: must be a map of settings`);
  const known = Object.keys(settingsSchema.shape).flatMap((key) => {
    const value = data.config[`berth:${key}`];
    return value === undefined ? [] : [[key, value] as const];
  });
  const checked = check(settingsSchema, Object.fromEntries(known));
  if (checked.data !== undefined) return checked.data;
  throw new UserError(
    headline(
      `deploy stack "${stack}"`,
      checked.problems.map((problem) => `berth:${problem}`),
    ),
  );
}

/**
 * Writes a choice made on the command line into the stack's config, because the next plain `pulumi up` has to go to the
 * same place: another cluster means that everything is created there and nothing is deleted here.
 */
export async function chooseCluster(
  stack: string,
  choice: { kubeContext?: string | undefined; registry?: string | undefined },
) {
  const chosen = Object.entries(choice).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (chosen.length === 0) return;
  const file = join(projectDir, configFile(stack));
  const document = parseDocument(await readFile(file, "utf8"));
  for (const [key, value] of chosen) {
    document.setIn(["config", `berth:${key}`], value);
    console.log(`${configFile(stack)}: berth:${key} is ${value} from now on`);
  }
  await writeFile(file, document.toString());
}
