import type { Problem } from "./contract";

const shownLines = 12;
const longestInstruction = 160;

export const lastLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== "").slice(-shownLines);

/** Whether a line is BuildKit's account of a step, and not the client speaking for itself. */
export const isStepLine = (line: string): boolean => /^#\d+ /.test(line);

/**
 * The step that failed in BuildKit's plain progress: `#6 [build 3/5] RUN make`, `#6 0.21 output`, `#6 ERROR: cause`.
 * Steps that were merely given up because of it say CANCELED, or that their context was canceled.
 */
export function buildKitStep(lines: readonly string[]): Problem | undefined {
  const failed = lines
    .map((line) => /^#(\d+) ERROR: (?!context canceled)(.*)$/.exec(line))
    .find((match) => match !== null);
  if (!failed) return undefined;
  const [, id = "", cause = ""] = failed;
  const own = lines.filter((line) => line.startsWith(`#${id} `)).map((line) => line.slice(id.length + 2));
  const [, place = "", instruction = ""] =
    own.map((line) => /^\[([^\]]+)\] (.*)$/.exec(line)).find((match) => match !== null) ?? [];

  const base = /^load metadata for (\S+)|^FROM (\S+)/.exec(instruction);
  if (base) return baseImage(base[1] ?? base[2] ?? "", cause);
  const output = own.flatMap((line) => /^\d+\.\d+ (.*)$/.exec(line)?.[1] ?? []);
  return failedStep(place, instruction, cause, output);
}

/** The same in the first builder's log: `Step 3/5 : RUN make`, its output, and the cause as the last line. */
export function legacyStep(lines: readonly string[]): Problem | undefined {
  const start = lines.findLastIndex((line) => /^Step \d+\/\d+ : /.test(line));
  const [, place = "", instruction = ""] = /^Step (\S+) : (.*)$/.exec(lines[start] ?? "") ?? [];
  if (place === "") return undefined;
  const said = lines.slice(start + 1).filter((line) => !/^ ---> |^Removing intermediate container /.test(line));
  const cause = said.findLast((line) => line.trim() !== "") ?? "";
  const base = /^FROM (\S+)/.exec(instruction);
  return base ? baseImage(base[1] ?? "", cause) : failedStep(place, instruction, cause, said);
}

function failedStep(place: string, instruction: string, cause: string, output: readonly string[]): Problem {
  const [, stage, number] = /^(?:(.+) )?(\d+\/\d+)$/.exec(place) ?? [undefined, undefined, place];
  const where = stage === undefined ? `step ${number}` : `step ${number} of stage ${stage}`;
  const exit = /exit code: (\d+)|non-zero code: (\d+)/.exec(cause);
  const end = exit ? `exit code ${exit[1] ?? exit[2] ?? ""}` : cause;
  return {
    path: "build.dockerfile",
    desired: `must build in every step; ${where} failed with ${end}: ${shorten(instruction)}`,
    evidence: lastLines(output),
  };
}

const baseImage = (image: string, cause: string): Problem => ({
  path: "build.dockerfile",
  desired: `must build from images that the engine has or can pull; ${image} is not available`,
  evidence: [cause],
});

const shorten = (text: string): string =>
  text.length > longestInstruction ? `${text.slice(0, longestInstruction)}…` : text;
