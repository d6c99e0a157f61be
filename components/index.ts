/** The public names, nothing else. */
export { Image, type ImageArgs } from "./image";
export { Microservice, type MicroserviceArgs } from "./microservice/microservice";
export type { MicroserviceTransforms } from "./microservice/transforms";
export { Platform, type PlatformArgs } from "./platform/platform";
export type { Capability, Gateway, PlatformLike } from "./platform/platform-like";
