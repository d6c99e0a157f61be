import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";

export type Value = z.infer<ReturnType<typeof z.json>>;
export type Properties = Record<string, Value>;

/**
 * How the engine writes what has no JSON form.
 * @see https://github.com/pulumi/pulumi/blob/v3.248.0/sdk/go/common/resource/sig/sig.go
 * @see https://github.com/pulumi/pulumi/blob/v3.248.0/sdk/go/common/resource/plugin/rpc.go
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const propertiesSchema = z.record(z.string(), z.json());

export const isProperties = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isUnknown = (value: Value | undefined): boolean => value === unknownValue;

export function containsUnknowns(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(containsUnknowns);
  return isProperties(value) ? Object.values(value).some(containsUnknowns) : isUnknown(value);
}

export const secret = (value: Value): Properties => ({ [signatureKey]: secretSignature, value });

const isSecret = (value: Value | undefined): boolean => isProperties(value) && value[signatureKey] === secretSignature;

/** The same properties with secrets in the clear and without nulls, which is how the official plugin compares them. */
export function plain(value: Properties): Properties {
  const entries = Object.entries(value).map(([key, item]): [string, Value] => [key, plainValue(item)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== null));
}

function plainValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isProperties(value)) return value;
  return isSecret(value) ? plainValue(value["value"] ?? null) : plain(value);
}

export const toProperties = (struct: Struct | undefined): Properties =>
  propertiesSchema.parse(struct?.toJavaScript() ?? {});

export const toStruct = (properties: Properties): Struct => Struct.fromJavaScript(properties);
