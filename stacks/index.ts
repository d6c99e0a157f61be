import * as pulumi from "@pulumi/pulumi";
import { headline } from "../components/support/problems";
import { dev } from "./dev";
import type { Environment } from "./environment";
import { deploy } from "./platform";
import { prod } from "./prod";
import { readSettings } from "./settings";

const environments = new Map<string, Environment>([
  ["dev", dev],
  ["prod", prod],
]);

function environmentOf(stack: string): Environment {
  const environment = environments.get(stack);
  if (environment) return environment;
  const names = [...environments.keys()].join(" or ");
  throw new pulumi.RunError(headline(`deploy stack "${stack}"`, [`stack: must be ${names}`]));
}

export const { url, namespace, services } = deploy(environmentOf(pulumi.getStack()), readSettings());
