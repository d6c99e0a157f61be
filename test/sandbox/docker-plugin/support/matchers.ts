import { expect } from "vitest";

/** The matchers of vitest are typed `any`, which would switch the checks off for whatever they are put in. */
export const textWith = (part: string): unknown => expect.stringContaining(part);
export const textLike = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const listWith = (...members: readonly string[]): unknown => expect.arrayContaining([...members]);
