import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Severity } from "./provider";

const severities = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const;

/** The engine's log. Without an engine (someone runs the plugin by hand) messages go nowhere. */
export class EngineLog {
  #client: EngineClient | undefined;
  #pending: Promise<void> = Promise.resolve();

  connect(address: string | undefined): void {
    this.#client = address === undefined ? undefined : new EngineClient(address, credentials.createInsecure());
  }

  /** Messages arrive in the order of the calls. */
  write(severity: Severity, message: string, { urn = "", ephemeral = false } = {}): void {
    const request = new LogRequest().setMessage(message).setUrn(urn).setEphemeral(ephemeral);
    request.setSeverity(severities[severity]);
    this.#pending = this.#pending.then(() => this.#send(request));
  }

  /** Resolves when everything written so far has arrived. */
  settled(): Promise<void> {
    return this.#pending;
  }

  #send(request: LogRequest): Promise<void> {
    const client = this.#client;
    if (client === undefined) return Promise.resolve();
    // A message that cannot be delivered is no reason to fail a build.
    return new Promise((resolve) => client.log(request, () => resolve()));
  }
}
