import { Command } from "commander";
import { execa } from "execa";
import { runMain, UserError } from "../sandbox/run";
import { kubectl } from "./pods";
import { readStackConfig } from "./stack-config";
import { findTarget } from "./target";

async function logs(stack: string, name: string, { lines }: { readonly lines: string }): Promise<void> {
  const target = await findTarget(await readStackConfig(stack));
  const query = ["get", "deployments", "--output=jsonpath={.items[*].metadata.labels.app\\.kubernetes\\.io/name}"];
  const names = (await kubectl(target, query)).split(" ").filter(Boolean);
  if (!names.includes(name)) {
    throw new UserError(
      `Cannot follow the log of "${name}": stack "${stack}" has ${names.join(", ") || "no services yet"}`,
    );
  }
  const { kubeContext, namespace } = target.settings;
  const selector = `--selector=app.kubernetes.io/name=${name}`;
  const args = ["logs", "--follow", "--prefix", "--max-log-requests=50", `--tail=${lines}`, selector];
  await execa("kubectl", ["--context", kubeContext, "--namespace", namespace, ...args], {
    env: target.env,
    stdio: "inherit",
    reject: false,
  });
}

const program = new Command("npm run -s logs --")
  .description("Follow the logs of a service, all its pods together")
  .argument("<stack>", "stack, such as dev")
  .argument("<name>", "service, such as greeter")
  .option("--lines <count>", "how many lines of each pod to start with", "20")
  .action(logs);

runMain(() => program.parseAsync());
