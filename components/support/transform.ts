/**
 * Rewrites the arguments of one child just before it is created: the way to every field that Berth does not name.
 * It gets what Berth built and returns what is created, so transforms compose and need no mutation.
 */
export type Transform<Args, Built extends Args = Args> = (built: Built) => Args;

/** What is created: the transformed arguments, or the built ones when nobody asked. */
export const rewrite = <Args, Built extends Args>(built: Built, transform?: Transform<Args, Built>): Args =>
  transform ? transform(built) : built;
