/** Shorter values (`1`, `on`) are no secrets, and hiding them would make every log unreadable. */
const shortest = 3;

/**
 * Gives a function that takes out of a text every value that must not be shown; `hidden` maps a label to its value.
 * The engine writes build arguments out in the names of steps, so every line of a build has to pass through it.
 */
export function redactor(hidden: ReadonlyMap<string, string>): (text: string) => string {
  const labels = new Map<string, string>();
  for (const [label, value] of hidden) {
    for (const piece of [value, ...value.split("\n").map((line) => line.trim())]) {
      if (piece.length >= shortest) labels.set(piece, label);
    }
  }
  if (labels.size === 0) return (text) => text;
  const longestFirst = [...labels.keys()].sort((a, b) => b.length - a.length);
  const anyPiece = new RegExp(longestFirst.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
  return (text) => text.replace(anyPiece, (piece) => `[${labels.get(piece) ?? ""}]`);
}
