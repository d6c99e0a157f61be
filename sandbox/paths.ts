import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The one folder outside the checkout: tools, downloads and the sandbox's own state, shared by all clones of one user.
 * `BERTH_CACHE` moves it; otherwise it follows the XDG base directory specification.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const cacheDir = resolve(
  process.env["BERTH_CACHE"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "berth"),
);

/** A machine has one sandbox, unless `BERTH_SANDBOX` names another, which then needs ports of its own as well. */
export const sandboxName = process.env["BERTH_SANDBOX"] ?? "sandbox";

/** Everything that one sandbox keeps: configuration, certificates, logs, images, volumes. */
export const sandboxDir = join(cacheDir, sandboxName);

/** The checkout that this file is part of. */
export const projectDir = resolve(__dirname, "..");
