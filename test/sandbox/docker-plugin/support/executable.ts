import { installDockerPlugin } from "../../../../sandbox/docker-plugin/install";
import type { Folder } from "./files";

/** The plugin under test: `BERTH_DOCKER_PLUGIN` (the official one, say) or the stand-in, installed below `folder`. */
export async function pluginExecutable(folder: Folder): Promise<string> {
  return process.env["BERTH_DOCKER_PLUGIN"] ?? installStandIn(folder);
}

export const installStandIn = (folder: Folder): Promise<string> =>
  installDockerPlugin({ pulumiHome: folder.join("pulumi"), cacheDir: folder.join("cache") });
