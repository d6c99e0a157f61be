import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

/** A resource as the engine would have been told about it. Other resources are written `type name`. */
export interface Registration {
  type: string;
  name: string;
  /** Exact inputs; secrets as `{ secret: value }`. */
  inputs: Record<string, unknown>;
  /** Empty for a top-level resource. */
  parent: string;
  /** Empty where the engine would pick a default one. */
  provider: string;
  /** Everything it waits for, sorted. */
  dependsOn: string[];
  /** Empty where the provider's own apply. */
  timeouts: { create: string; update: string };
}

/** What a program under test gave back and registered. */
export interface Deployment<T> {
  value: T;
  resources: Registration[];
  /** The one resource of that type. */
  find(type: string): Registration;
}

export interface DeployOptions {
  stack?: string;
  preview?: boolean;
  config?: Record<string, string>;
  /** Gets what is registered even when the program fails. */
  declared?: Registration[];
}

/** What the registry says of every image. */
export const DIGEST = `sha256:${"d".repeat(64)}`;

/** How Pulumi marks a secret on the wire: a key that no property has. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Starts mocks and a record of everything that is registered with them. */
async function record(registrations: Registration[], stack: string, preview: boolean): Promise<void> {
  const newResource = (args: pulumi.runtime.MockResourceArgs) => ({ id: `${args.name}-id`, state: stateOf(args) });
  await pulumi.runtime.setMocks({ call: () => ({}), newResource }, "berth", stack, preview);

  // Mocks are not told about parents, dependencies and timeouts; the monitor in front of them is.
  const monitor: unknown = pulumi.runtime.getMonitor();
  if (!(monitor instanceof MockMonitor)) throw new Error("mocks of another copy of @pulumi/pulumi");
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterResourceRequest, callback) => {
    registrations.push(registration(request));
    return register(request, callback);
  };
}

function registration(request: RegisterResourceRequest): Registration {
  const timeouts = request.getCustomtimeouts();
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: asObject(readable(request.getObject()?.toJavaScript())),
    parent: label(request.getParent()),
    provider: label(request.getProvider().replace(/::[^:]*$/, "")),
    dependsOn: request.getDependenciesList().map(label).sort(),
    timeouts: { create: timeouts?.getCreate() ?? "", update: timeouts?.getUpdate() ?? "" },
  };
}

/** Runs a program against recorded mocks and waits until everything that it declared is registered. */
export async function deploy<T>(program: () => T, options: DeployOptions = {}): Promise<Deployment<Awaited<T>>> {
  const { stack = "dev", preview = false, config = {}, declared: resources = [] } = options;
  await record(resources, stack, preview);
  pulumi.runtime.setAllConfig(config);
  const value = await settled(program);
  const find = (type: string) => {
    const [found, ...others] = resources.filter((resource) => resource.type === type);
    if (!found || others.length > 0) throw new Error(`expected one ${type}, got ${others.length + (found ? 1 : 0)}`);
    return found;
  };
  return { value, resources, find };
}

/** Also a program that fails has declared something, which would otherwise end up in the next one. */
async function settled<T>(program: () => T): Promise<Awaited<T>> {
  try {
    return await program();
  } finally {
    await pulumi.runtime.disconnect();
  }
}

/** What an Output holds in the end. */
export const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((value) => resolve(value)));

/** What the program says instead of deploying. */
export async function refusal(program: () => unknown, options?: DeployOptions): Promise<string> {
  try {
    await deploy(program, options);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("expected the program to refuse");
}

/** The part of a provider that our programs see: automatic names, and digests once something was built. */
function stateOf({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  const given = asObject(inputs);
  if (type === "docker:index/image:Image" && !pulumi.runtime.isDryRun())
    return { ...given, repoDigest: `${String(given["imageName"]).replace(/:[^:/]*$/, "")}@${DIGEST}` };
  if (!type.startsWith("kubernetes:")) return given;
  return { ...given, metadata: { name: `${name}-0a1b2c3d`, ...asObject(given["metadata"]) } };
}

function label(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return urn === "" ? "" : `${types.split("$").at(-1)} ${name}`;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const asObject = (value: unknown) => (isObject(value) ? value : {});

/** Replaces the wire form of secrets by one that a test can write down. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (!isObject(value)) return value;
  if (SIGNATURE in value) return { secret: readable(value["value"]) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}
