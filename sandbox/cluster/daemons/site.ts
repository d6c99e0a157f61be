import { createConnection } from "node:net";
import { type Box, enter } from "../../machine/box";
import { run } from "../../run";

/** What the programs are started from: the box they run in and the folder of the Kubernetes programs. */
export interface Site {
  readonly box: Box;
  readonly bin: string;
}

/** Whether a health address inside the cluster's network says yes. The certificates there are self-signed. */
export function answers(box: Box, url: string): () => Promise<boolean> {
  const [program = "", ...args] = [...enter(box, "node"), "curl", "-skf", "--max-time", "3", "-o", "/dev/null", url];
  return async () => {
    await run(program, args);
    return true;
  };
}

export function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(path, () => {
      connection.destroy();
      resolve(true);
    });
    connection.on("error", () => resolve(false));
  });
}
