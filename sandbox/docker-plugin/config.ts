import { ContractError, pluginVersion, type Problem } from "./contract";

const namespace = "docker:config:";

/** Settings of the official plugin's connection to the engine that this one does not have. */
const unsupported = ["caMaterial", "certMaterial", "keyMaterial", "sshOpts"];

/** The provider's settings as the docker client takes them; unset ones fall back to the environment. */
export function clientEnvironment(variables: ReadonlyMap<string, string>): Record<string, string> {
  const config = new Map([...variables].map(([key, value]) => [key.replace(namespace, ""), value]));
  const problems = unsupported
    .filter((key) => (config.get(key) ?? "") !== "")
    .map((key): Problem => ({
      path: key,
      desired: `must be unset, or be used with the official docker plugin v${pluginVersion}`,
    }));
  if (problems.length > 0) throw new ContractError("configure", "Provider", "docker", problems);

  const host = config.get("host") ?? "";
  const certPath = config.get("certPath") ?? "";
  return {
    ...(host === "" ? {} : { DOCKER_HOST: host }),
    ...(certPath === "" ? {} : { DOCKER_CERT_PATH: certPath, DOCKER_TLS_VERIFY: "1" }),
  };
}
