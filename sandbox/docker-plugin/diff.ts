import { isDeepStrictEqual } from "node:util";
import { isProperties, plain, type Properties, type Value } from "./values";

export type Change = "add" | "delete" | "update";

/** Where the official plugin keeps the inputs of the last build: in the outputs, as a secret. */
export const inputsKey = "__inputs";

/**
 * Which inputs differ from those of the last build. Every difference is an update, none a replacement, and new
 * credentials alone are no difference: tokens change all the time and do not change the image.
 */
export function diffImage(olds: Properties, oldInputs: Properties, news: Properties): ReadonlyMap<string, Change> {
  const state = plain(olds);
  const before = isProperties(state[inputsKey]) ? state[inputsKey] : plain(oldInputs);
  const after = plain(news);
  const changes = new Map<string, Change>();
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = key.startsWith("__") ? undefined : changeOf(key, before[key], after[key]);
    if (change !== undefined) changes.set(key, change);
  }
  return changes;
}

function changeOf(key: string, before: Value | undefined, after: Value | undefined): Change | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  if (before === undefined) return "add";
  if (after === undefined) return "delete";
  if (key === "registry" && isProperties(before) && isProperties(after) && !serverChanged(before, after))
    return undefined;
  return "update";
}

/** A server that was added or removed is no difference either: without one, the image's name says it. */
const serverChanged = (before: Properties, after: Properties): boolean =>
  before["server"] !== undefined && after["server"] !== undefined && before["server"] !== after["server"];
