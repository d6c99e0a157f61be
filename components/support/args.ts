import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { dnsLabel } from "./names";
import { check, describeIssue, headline } from "./problems";

/** A value that may come from another resource: plain values are checked now, Outputs by the policy pack. */
export const input = <S extends z.ZodType>(schema: S) =>
  z.custom<pulumi.Input<z.output<S>>>().superRefine((value, context) => {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return;
    const { error } = schema.safeParse(value, { error: describeIssue });
    for (const { message, path } of error?.issues ?? []) context.addIssue({ code: "custom", message, path: [...path] });
  });

/** Lets a plain string stand for the object that it is the `key` of: `"app"` for `{ context: "app" }`. */
export const shorthand = <S extends z.ZodType>(key: keyof z.input<S> & string, schema: S) =>
  z.preprocess((value: string | z.input<S>) => (typeof value === "string" ? { [key]: value } : value), schema);

const nameSchema = z.object({
  /** What every child is called, and often an address. */
  name: dnsLabel,
});

/** Checks the name and the arguments of a component and reports every problem at once, tied to the component. */
export function parseArgs<S extends z.ZodType>(
  owner: pulumi.Resource,
  kind: string,
  name: string,
  schema: S,
  args: unknown,
): z.output<S> {
  const named = check(nameSchema, { name });
  const parsed = check(schema, args);
  if (named.problems || parsed.problems) {
    const problems = [...(named.problems ?? []), ...(parsed.problems ?? [])];
    throw new pulumi.ResourceError(headline(`create ${kind} "${name}"`, problems), owner, true);
  }
  return parsed.data;
}
