/** How many single-letter insertions, deletions and replacements turn one word into the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...to].entries()) {
      const [left = 0, diagonal = 0, above = 0] = [next[column], row[column], row[column + 1]];
      next.push(Math.min(left + 1, above + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The candidate that was probably meant: at most half of its letters differ, upper and lower case alike. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((name) => ({ name, off: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, off }) => off * 2 <= name.length)
    .sort((a, b) => a.off - b.off);
  return ranked[0]?.name;
}
