import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";

/** The prefix of the labels that Berth sets itself. @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const RESERVED_LABEL = "app.kubernetes.io/";

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const labelValue = z.string().regex(/^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/, {
  error: 'must be at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
});

/** A key of a label or an annotation: a name, or a domain and a name. */
export const labelKey = z
  .string()
  .regex(/^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/, {
    error: 'must be a key such as "team" or "example.com/team"',
  });

/** The labels that select a workload's pods: never more than these, because a selector cannot be changed. */
export const selectorLabels = (name: string) => ({
  [`${RESERVED_LABEL}name` as const]: name,
  [`${RESERVED_LABEL}instance` as const]: name,
});

/** Whose object this is, in the words of the Kubernetes recommended labels. */
export interface Identity {
  /** Name of the component. */
  name: string;
  /** What it does in the system, such as `service`. */
  component: string;
  /** The system it belongs to. */
  partOf: pulumi.Input<string>;
}

/** The labels of every object. The version is left to pods: on anything else it would be one more diff a release. */
export const standardLabels = (
  { name, component, partOf }: Identity,
  labels: Readonly<Record<string, string>> = {},
) => ({
  ...labels,
  ...selectorLabels(name),
  [`${RESERVED_LABEL}component`]: component,
  [`${RESERVED_LABEL}part-of`]: partOf,
  [`${RESERVED_LABEL}managed-by`]: "pulumi",
});
