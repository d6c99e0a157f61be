import { status, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { clientEnvironment } from "./config";
import { announcement, assertImage, ContractError, pluginName, pluginVersion } from "./contract";
import type { Change } from "./diff";
import type { EngineLog } from "./engine";
import type { ImageProvider } from "./provider";
import { toProperties, toStruct } from "./values";

const kinds = {
  add: pb.PropertyDiff.Kind.ADD,
  delete: pb.PropertyDiff.Kind.DELETE,
  update: pb.PropertyDiff.Kind.UPDATE,
} as const;

/**
 * The provider protocol, spoken directly: the SDK's own server for providers leaves out what this contract needs
 * (previews, settings, messages to one resource) and prints stack traces.
 * @see https://github.com/pulumi/pulumi/blob/v3.248.0/proto/pulumi/provider.proto
 */
export function providerService(provider: ImageProvider, engine: EngineLog): UntypedServiceImplementation {
  const unary = answeringWith(engine);
  return { ...pluginMethods(provider, engine, unary), ...resourceMethods(provider, unary) };
}

type Unary = ReturnType<typeof answeringWith>;

/** Turns a function into a handler that answers once all messages have arrived, and with one line when it fails. */
function answeringWith(engine: EngineLog) {
  return <Q, S>(answer: (request: Q) => S | Promise<S>): handleUnaryCall<Q, S> => {
    const reply = async (request: Q): Promise<S> => {
      try {
        return await answer(request);
      } finally {
        await engine.settled();
      }
    };
    return (call, callback) => {
      reply(call.request).then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: status.UNKNOWN, details: messageOf(error) }),
      );
    };
  };
}

function pluginMethods(provider: ImageProvider, engine: EngineLog, unary: Unary): UntypedServiceImplementation {
  return {
    attach: unary((request: PluginAttach) => {
      engine.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(pluginVersion)),
    getSchema: unary(() =>
      new pb.GetSchemaResponse().setSchema(JSON.stringify({ name: pluginName, version: pluginVersion })),
    ),
    checkConfig: unary((request: pb.CheckRequest) => new pb.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() => new pb.DiffResponse()),
    configure: unary((request: pb.ConfigureRequest) => {
      provider.configure(clientEnvironment(new Map(request.getVariablesMap().entries())));
      engine.write("info", announcement);
      return new pb.ConfigureResponse().setSupportspreview(true);
    }),
    invoke: unary((request: pb.InvokeRequest) => unsupported("call", request.getTok())),
    call: unary((request: pb.CallRequest) => unsupported("call", request.getTok())),
    construct: unary((request: pb.ConstructRequest) => unsupported("construct", request.getType())),
    cancel: unary(() => {
      provider.docker.cancel();
      return new Empty();
    }),
  };
}

function resourceMethods(provider: ImageProvider, unary: Unary): UntypedServiceImplementation {
  return {
    check: unary(async (request: pb.CheckRequest) => {
      const inputs = await provider.check(request.getUrn(), toProperties(request.getNews()));
      return new pb.CheckResponse().setInputs(toStruct(inputs));
    }),
    diff: unary((request: pb.DiffRequest) => {
      const [olds, oldInputs, news] = [request.getOlds(), request.getOldInputs(), request.getNews()].map(toProperties);
      return diffResponse(provider.diff(request.getUrn(), olds ?? {}, oldInputs ?? {}, news ?? {}));
    }),
    create: unary(async (request: pb.CreateRequest) => {
      const inputs = toProperties(request.getProperties());
      const { id, properties } = await provider.create(request.getUrn(), inputs, request.getPreview());
      return new pb.CreateResponse().setId(id).setProperties(toStruct(properties));
    }),
    update: unary(async (request: pb.UpdateRequest) => {
      const inputs = toProperties(request.getNews());
      const { properties } = await provider.create(request.getUrn(), inputs, request.getPreview());
      return new pb.UpdateResponse().setProperties(toStruct(properties));
    }),
    // A refresh takes the state's word for it: nobody looks whether the registry still has the image.
    read: unary((request: pb.ReadRequest) => {
      assertImage(request.getUrn());
      const response = new pb.ReadResponse().setId(request.getId());
      return response.setInputs(request.getInputs()).setProperties(request.getProperties());
    }),
    // Images stay in the engine and in the registry, where others may be using them.
    delete: unary((request: pb.DeleteRequest) => {
      assertImage(request.getUrn());
      return new Empty();
    }),
  };
}

function diffResponse(changes: ReadonlyMap<string, Change>): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const response = new pb.DiffResponse().setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(changes.size > 0);
  for (const [key, change] of changes) {
    // The last build's inputs are what the user can compare with; the outputs do not have them.
    response.getDetaileddiffMap().set(key, new pb.PropertyDiff().setKind(kinds[change]).setInputdiff(true));
  }
  return response;
}

function unsupported(verb: string, token: string): never {
  const desired = `must be served by the official docker plugin v${pluginVersion}; this stand-in only builds images`;
  throw new ContractError(verb, "function", token, [{ path: "type", desired }]);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
