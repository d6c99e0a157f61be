import { Command } from "commander";
import { eventually, runMain, UserError } from "../sandbox/run";
import { newProgress } from "../sandbox/toolchain/progress";
import { claimNamespace } from "./claims";
import { explainPods } from "./explain";
import { clearStaleLock } from "./locks";
import { pulumi, pulumiInFront } from "./pulumi";
import { chooseCluster, readStackConfig } from "./stack-config";
import { prepareTarget, type Target } from "./target";

/** How long the public address may take to answer after the rollout is done (seconds). */
const FIRST_ANSWER = 30;

interface Options {
  readonly stack: string;
  readonly context?: string;
  readonly registry?: string;
}

async function up({ stack, context, registry }: Options): Promise<void> {
  await chooseCluster(stack, { kubeContext: context, registry });
  const progress = newProgress();
  const target = await prepareTarget(await readStackConfig(stack), progress);
  progress.end();
  for (const notice of target.notices) console.log(notice);

  await clearStaleLock(target, stack);
  await claimNamespace(target);
  await pulumi(target, ["stack", "select", "--create", stack]);
  const code = await pulumiInFront(target, ["up", "--yes", "--stack", stack]);
  if (code !== 0)
    throw new UserError(
      [`Cannot update stack "${stack}": pulumi up ended with ${code}`, await explainPods(target)].join("\n").trim(),
    );
  await sayWhere(target, stack);
}

/** The rollout is done, so the address has to answer; the ingress controller may need a moment to hear of it. */
async function sayWhere(target: Target, stack: string): Promise<void> {
  const url = (await pulumi(target, ["stack", "output", "url", "--stack", stack])).trim();
  const answers = await eventually(
    async () => (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok,
    FIRST_ANSWER,
  );
  if (!answers)
    throw new UserError(
      `Cannot reach ${url}: the stack is up, but its address does not answer within ${FIRST_ANSWER} s\n${await explainPods(target)}`,
    );
  console.log(`\nStack "${stack}" is up: ${url}\n  curl ${url}`);
}

const program = new Command("npm run up --")
  .description("Bring a stack up: in the sandbox, or in any cluster of your kubeconfig")
  .option("-s, --stack <name>", "stack to bring up", "dev")
  .option("--context <name>", "kube context to deploy to from now on; berth-sandbox goes back to the sandbox")
  .option("--registry <address>", "registry to push to from now on, such as localhost:5001")
  .action(up);

runMain(() => program.parseAsync());
