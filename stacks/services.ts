import { Microservice, type PlatformLike } from "../components";
import type { Environment, ServiceName } from "./environment";

/** The demo services, the same in every environment. */
export function createServices(
  platform: PlatformLike,
  size: Environment["services"],
): Record<ServiceName, Microservice> {
  const greeter = new Microservice("greeter", {
    platform,
    build: { context: "../services", dockerfile: "greeter/Dockerfile" },
    port: 8080,
    expose: "/",
    ...size.greeter,
  });
  return { greeter };
}
