import { Command } from "commander";
import { runMain, UserError } from "../sandbox/run";
import { releaseNamespace } from "./claims";
import { clearStaleLock } from "./locks";
import { pulumiInFront } from "./pulumi";
import { readStackConfig } from "./stack-config";
import { findTarget } from "./target";

async function destroy({ stack }: { readonly stack: string }): Promise<void> {
  const target = await findTarget(await readStackConfig(stack));
  await clearStaleLock(target, stack);
  const code = await pulumiInFront(target, ["destroy", "--yes", "--skip-preview", "--stack", stack]);
  if (code !== 0) throw new UserError(`Cannot destroy stack "${stack}": pulumi destroy ended with ${code}`);
  await releaseNamespace(target);
}

const program = new Command("npm run destroy --")
  .description("Delete everything that a stack has deployed; the sandbox itself stays (npm run sandbox -- down)")
  .option("-s, --stack <name>", "stack to destroy", "dev")
  .action(destroy);

runMain(() => program.parseAsync());
