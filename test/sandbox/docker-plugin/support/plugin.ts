import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { handleUnaryCall } from "@grpc/grpc-js";
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { imageType } from "../../../../sandbox/docker-plugin/contract";
import { toProperties, toStruct, type Properties } from "../../../../sandbox/docker-plugin/values";

export interface LogLine {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
  readonly ephemeral: boolean;
}

export interface Built {
  readonly id: string;
  readonly properties: Properties;
}

export interface Differences {
  readonly changed: boolean;
  readonly replaces: readonly string[];
  readonly detailed: Readonly<Record<string, "add" | "delete" | "update">>;
}

/** A resource plugin in a process of its own, driven as the engine drives it; stands for any plugin with this contract. */
export class Plugin {
  private constructor(
    readonly process: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly engine: Server,
    readonly logs: LogLine[],
    readonly stderr: string[],
  ) {}

  static async start(executable: string, cwd: string, env: Record<string, string> = {}): Promise<Plugin> {
    const logs: LogLine[] = [];
    const stderr: string[] = [];
    const { engine, address } = await startEngine(logs);
    const child = spawn(executable, [address], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    createInterface({ input: child.stderr }).on("line", (line) => stderr.push(line));
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the plugin ended with ${code}: ${stderr.join("\n")}`)));
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    return new Plugin(child, client, engine, logs, stderr);
  }

  async version(): Promise<string> {
    return (await answer<PluginInfo>((done) => this.client.getPluginInfo(new Empty(), done))).getVersion();
  }

  async configure(variables: Record<string, string> = {}): Promise<pb.ConfigureResponse> {
    const request = new pb.ConfigureRequest();
    for (const [key, value] of Object.entries(variables)) request.getVariablesMap().set(`docker:config:${key}`, value);
    return answer((done) => this.client.configure(request, done));
  }

  async check(news: Properties, urn = urnOf("app")): Promise<Properties> {
    const request = new pb.CheckRequest().setUrn(urn).setOlds(toStruct({})).setNews(toStruct(news));
    return toProperties((await answer<pb.CheckResponse>((done) => this.client.check(request, done))).getInputs());
  }

  async diff(olds: Properties, oldInputs: Properties, news: Properties, urn = urnOf("app")): Promise<Differences> {
    const request = new pb.DiffRequest().setUrn(urn).setId("id").setOlds(toStruct(olds));
    request.setOldInputs(toStruct(oldInputs)).setNews(toStruct(news));
    const response = await answer<pb.DiffResponse>((done) => this.client.diff(request, done));
    const { ADD, DELETE } = pb.PropertyDiff.Kind;
    const detailed = [...response.getDetaileddiffMap().entries()].map(([key, change]) => {
      const kind = change.getKind();
      return [key, kind === ADD ? "add" : kind === DELETE ? "delete" : "update"] as const;
    });
    return {
      changed: response.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      detailed: Object.fromEntries(detailed),
    };
  }

  async create(inputs: Properties, { preview = false, urn = urnOf("app") } = {}): Promise<Built> {
    const request = new pb.CreateRequest().setUrn(urn).setProperties(toStruct(inputs)).setPreview(preview);
    const response = await answer<pb.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), properties: toProperties(response.getProperties()) };
  }

  async update(olds: Properties, news: Properties, { preview = false, urn = urnOf("app") } = {}): Promise<Properties> {
    const request = new pb.UpdateRequest().setUrn(urn).setId("id").setOlds(toStruct(olds)).setNews(toStruct(news));
    request.setPreview(preview);
    return toProperties((await answer<pb.UpdateResponse>((done) => this.client.update(request, done))).getProperties());
  }

  async read(id: string, properties: Properties, inputs: Properties): Promise<Built & { readonly inputs: Properties }> {
    const request = new pb.ReadRequest().setUrn(urnOf("app")).setId(id).setInputs(toStruct(inputs));
    request.setProperties(toStruct(properties));
    const response = await answer<pb.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      properties: toProperties(response.getProperties()),
      inputs: toProperties(response.getInputs()),
    };
  }

  async delete(id: string, properties: Properties, urn = urnOf("app")): Promise<void> {
    const request = new pb.DeleteRequest().setUrn(urn).setId(id).setProperties(toStruct(properties));
    await answer<Empty>((done) => this.client.delete(request, done));
  }

  async invoke(token: string): Promise<void> {
    const request = new pb.InvokeRequest().setTok(token).setArgs(toStruct({}));
    await answer<pb.InvokeResponse>((done) => this.client.invoke(request, done));
  }

  async cancel(): Promise<void> {
    await answer<Empty>((done) => this.client.cancel(new Empty(), done));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.client.close();
    this.engine.forceShutdown();
    if (this.process.exitCode === null && this.process.signalCode === null && this.process.kill("SIGTERM")) await ended;
  }
}

export const urnOf = (name: string, type = imageType): string => `urn:pulumi:dev::shop::${type}::${name}`;

const severities = new Map<number, LogLine["severity"]>([
  [LogSeverity.DEBUG, "debug"],
  [LogSeverity.INFO, "info"],
  [LogSeverity.WARNING, "warning"],
  [LogSeverity.ERROR, "error"],
]);

async function startEngine(logs: LogLine[]): Promise<{ engine: Server; address: string }> {
  const engine = new Server();
  const log: handleUnaryCall<LogRequest, Empty> = ({ request }, callback) => {
    const severity = severities.get(request.getSeverity()) ?? "error";
    logs.push({ severity, message: request.getMessage(), urn: request.getUrn(), ephemeral: request.getEphemeral() });
    callback(null, new Empty());
  };
  engine.addService(EngineService, { log });
  const port = await new Promise<number>((resolve, reject) => {
    engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { engine, address: `127.0.0.1:${port}` };
}

/** Rejects with what the engine would print. */
const answer = <R>(call: (done: (error: ServiceError | null, response: R) => void) => unknown): Promise<R> =>
  new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(new Error(error.details)) : resolve(response)));
  });
