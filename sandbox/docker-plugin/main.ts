import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Docker } from "./docker";
import { EngineLog } from "./engine";
import { ImageProvider } from "./provider";
import { removeScratch } from "./scratch";
import { providerService } from "./service";

/** What the engine allows itself; state with many build arguments is larger than gRPC's default of 4 MiB. */
const largestMessage = 400 * 1024 * 1024;
const parentCheckMs = 1_000;

const engine = new EngineLog();
const docker = new Docker();
const provider = new ImageProvider(docker, (severity, message, about) => engine.write(severity, message, about));

function leaveNothing(): void {
  docker.kill();
  removeScratch();
}

// Flags come first, the engine's address last; a plugin started by hand may have none.
engine.connect(process.argv.slice(2).findLast((argument) => /^[^-].*:\d+$/.test(argument)));

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(0));
process.on("exit", leaveNothing);
// An engine that was killed cannot tell anyone; a build that it started must not outlive it.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(0), parentCheckMs).unref();

const server = new Server({
  "grpc.max_receive_message_length": largestMessage,
  "grpc.max_send_message_length": largestMessage,
});
server.addService(ResourceProviderService, providerService(provider, engine));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});
