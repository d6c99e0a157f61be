import { access } from "node:fs/promises";
import { Command } from "commander";
import { execa } from "execa";
import { down, reset } from "./cluster/down";
import { type SandboxStatus, sandboxStatus } from "./cluster/status";
import { up } from "./cluster/up";
import { logOf } from "./machine/supervisor";
import { runMain, UserError } from "./run";
import { newProgress } from "./toolchain/progress";

const program = new Command("npm run sandbox --").description(
  "A real single-node Kubernetes, its registry and its image builder, on this machine",
);

program
  .command("up")
  .description("start everything, or repair what died")
  .action(async () => {
    const progress = newProgress();
    await up(progress);
    progress.end();
    console.log(describe(await sandboxStatus()));
  });

program
  .command("status")
  .description("say what runs, and where")
  .option("--json", "as one JSON object")
  .action(async ({ json }: { json?: boolean }) => {
    const status = await sandboxStatus();
    console.log(json === true ? JSON.stringify(status, null, 2) : describe(status));
    if (!status.running) process.exitCode = 3;
  });

program
  .command("logs <name>")
  .description("follow the log of one program; status lists the names")
  .option("--lines <count>", "how many lines to start with", "50")
  .action(async (name: string, { lines }: { lines: string }) => {
    const names = (await sandboxStatus()).daemons.map((daemon) => daemon.name);
    if (!names.includes(name))
      throw new UserError(`Cannot show the log of "${name}": the sandbox has ${names.join(", ") || "none yet"}`);
    await access(logOf(name)).catch(() => {
      throw new UserError(`Cannot show the log of "${name}": it has not been started yet; run npm run sandbox -- up`);
    });
    await execa("tail", ["-n", lines, "-F", logOf(name)], { stdio: "inherit", reject: false });
  });

program
  .command("down")
  .description("end every process; what was stored stays")
  .action(async () => console.log((await down()) ? "The sandbox is down." : "The sandbox was not running."));

program
  .command("reset")
  .description("down, and forget cluster, images and volumes; the tools stay")
  .action(async () => {
    await reset();
    console.log("The sandbox is down and its state is gone.");
  });

function describe({ running, daemons, ...places }: SandboxStatus): string {
  const width = Math.max(...daemons.map(({ name }) => name.length), 10) + 2;
  const row = (name: string, value: string) => `  ${name.padEnd(width)}${value}`;
  return [
    `The sandbox is ${running ? "up" : "down"}.`,
    ...daemons.map(({ name, state }) => row(name, state)),
    ...(running ? Object.entries(places).map(([name, value]) => row(name, value)) : []),
  ].join("\n");
}

runMain(() => program.parseAsync());
