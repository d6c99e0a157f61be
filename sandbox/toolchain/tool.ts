/** What the sandbox can ask for. Each name may stand for several programs that are used together. */
export const toolNames = [
  "kube",
  "kubectl",
  "local-volumes",
  "pause",
  "coredns",
  "metrics-server",
  "pulumi",
  "kubernetes-provider",
  "traefik",
] as const;
export type ToolName = (typeof toolNames)[number];

export interface Tool {
  readonly name: ToolName;
  readonly version: string;
  /** Its files; all but those of a plugin are linked into `bin`. */
  readonly programs: readonly [string, ...string[]];
  /** Set for a plugin of the Pulumi engine: the folder's name below `plugins`. */
  readonly plugin?: string;
  /** How to recognise that a fitting version is already on PATH; all programs have to be there. */
  readonly installed?: { readonly ask: readonly string[]; readonly fits: (answer: string) => boolean };
  /** The official files, each with the address of its checksum. */
  readonly release?: readonly Asset[];
  /** Set where the official artefact is an image, and the registry (its `/v2/` address) that says whether it can be pulled. */
  readonly registry?: string;
  readonly source: Source;
}

export interface Asset {
  readonly url: string;
  /** A file with one line `<sha256>  <name>` for each asset, or with the sum alone. */
  readonly sums: string;
  /** Names of the files to take out, where the asset is an archive; otherwise the asset is the program itself. */
  readonly members?: readonly string[];
}

/** Our Go modules, by their folders below `sandbox/tools`, in the order in which they are built: the small one first. */
export const goModules = ["language-nodejs", "."] as const;
export type GoModule = (typeof goModules)[number];

/** How to build it from Go modules. */
export interface Source {
  /** Main packages, and which of our modules pins them. */
  readonly packages: readonly { readonly module: GoModule; readonly path: string }[];
  /** Modules of which a part is left out, see `sandbox/tools/_pruned`. */
  readonly pruned?: readonly string[];
  /** Files that a third-party module has and the program needs beside it. */
  readonly copies?: {
    readonly pinnedIn: GoModule;
    readonly module: string;
    readonly folder: string;
    readonly files: readonly string[];
  };
  /** Packages that are compiled for it alone and on top of the tools before it, as measured. Only for the display. */
  readonly compiles: readonly [alone: number, onTop: number];
}

/** Where each program of a tool is, by its name. Undefined: nothing here, the image is to be pulled. */
export type Placed = Readonly<Record<string, string>> | undefined;
