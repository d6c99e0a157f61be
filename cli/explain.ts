import { lastLines } from "../sandbox/run";
import { type Container, kubectl, listPods, type Pod } from "./pods";
import type { Target } from "./target";

/** How much of a container's log an error shows (lines). */
const LINES = 10;

/** Says of every pod that is not as it should be which container it is, why, its last words, and where to read on. */
export async function explainPods(target: Target): Promise<string> {
  const pods = await listPods(target).catch(() => []);
  const troubled = pods.filter((pod) => pod.status.phase !== "Succeeded" && !isReady(pod));
  return (await Promise.all(troubled.map((pod) => explainPod(target, pod)))).join("\n");
}

function isReady({ status }: Pod): boolean {
  return status.containerStatuses.length > 0 && status.containerStatuses.every(({ ready }) => ready);
}

async function explainPod(target: Target, { metadata, status }: Pod): Promise<string> {
  const { name } = metadata;
  const { kubeContext, namespace } = target.settings;
  const containers = status.containerStatuses.filter(({ ready }) => !ready);
  const unscheduled = status.conditions.find(({ type, status: met }) => type === "PodScheduled" && met === "False");
  const reasons = await Promise.all(containers.map((container) => explainContainer(target, name, container)));
  return [
    `Pod "${name}" is not ready:`,
    ...(unscheduled === undefined ? [] : [`  scheduling: ${unscheduled.message ?? "no node takes it"}`]),
    ...reasons,
    `  more: kubectl --context ${kubeContext} --namespace ${namespace} describe pod ${name}`,
  ].join("\n");
}

async function explainContainer(target: Target, pod: string, container: Container): Promise<string> {
  const { name, restartCount, state, lastState } = container;
  const ended = state.terminated ?? lastState.terminated;
  if (ended !== undefined) {
    const reason = ended.reason === undefined ? "" : ` (${ended.reason})`;
    const words = await lastWords(target, pod, container);
    return `  container ${name}: ended with exit code ${ended.exitCode}${reason}, restarted ${restartCount} times; its last lines:\n${words}`;
  }
  if (state.waiting !== undefined) {
    return `  container ${name}: ${state.waiting.reason ?? "waiting"}: ${state.waiting.message ?? "no further word"}`;
  }
  const event = await lastWarning(target, pod);
  return `  container ${name}: runs, but its readiness probe does not succeed${event === "" ? "" : `: ${event}`}; its last lines:\n${await lastWords(target, pod, container)}`;
}

/** Of the run before, when there was one: the present one may not have got far yet. */
async function lastWords(target: Target, pod: string, { name, lastState }: Container): Promise<string> {
  const previous = lastState.terminated === undefined ? [] : ["--previous"];
  const log = await kubectl(target, ["logs", pod, "--container", name, `--tail=${LINES}`, ...previous]).catch(() => "");
  return (log.trim() === "" ? "(it printed nothing)" : lastLines(log, LINES)).replace(/^/gm, "    ");
}

async function lastWarning(target: Target, pod: string): Promise<string> {
  const query = [
    "get",
    "events",
    `--field-selector=involvedObject.name=${pod},type=Warning`,
    "--sort-by=.lastTimestamp",
  ];
  const events = await kubectl(target, [...query, "--output=jsonpath={range .items[*]}{.message}{'\\n'}{end}"]).catch(
    () => "",
  );
  return lastLines(events, 1);
}
