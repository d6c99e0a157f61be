import * as z from "zod";
import { nearest } from "./text";

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const mustBeOneOf = (values: readonly unknown[]) =>
  `must be ${values.map((value) => `"${String(value)}"`).join(" or ")}`;

/** Says what a value must be, in the affirmative, never what it was: that may be secret. */
export function describeIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be of type ${issue.expected}`;
    case "invalid_value":
      return mustBeOneOf(issue.values);
    case "invalid_union":
      return Array.isArray(issue.options) ? mustBeOneOf(issue.options) : undefined;
    case "invalid_key":
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
}

/** The keys that a schema knows at `path`. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out].flatMap((side) => keysAt(side, path));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return keysAt(schema.unwrap(), path);
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap((option) => keysAt(option, path));
  if (!(schema instanceof z.ZodObject)) return [];
  const [key, ...rest] = path;
  return key === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[String(key)], rest);
}

function lines(schema: z.ZodType, issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") return [`${issue.path.join(".") || "args"}: ${issue.message}`];
  const known = keysAt(schema, issue.path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    return `${[...issue.path, key].join(".")}: unknown key${meant ? ` (did you mean "${meant}"?)` : ""}`;
  });
}

/** Either the parsed value or one line per problem, path first. */
export type Checked<T> = { data: T; problems?: never } | { data?: never; problems: string[] };

/** Checks a value against a schema and words every problem in house form. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const { data, error } = schema.safeParse(value, { error: describeIssue });
  return error ? { problems: error.issues.flatMap((issue) => lines(schema, issue)) } : { data };
}

/** The house form of every error: what cannot be done, then one line per problem. */
export const headline = (what: string, problems: readonly string[]): string =>
  [`Cannot ${what}:`, ...problems.map((problem) => `  ${problem}`)].join("\n");
