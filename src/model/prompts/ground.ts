import { clipped, quoted } from "../../domain/quotation.ts";
import { list } from "./composition.ts";
import { quoteAll } from "./material.ts";

/** What is really there: everything a plan may build on (product: 2.3, ground truth). */
export type Ground = {
  readonly procedures: readonly { readonly name: string; readonly purpose: string }[];
  /** Outcomes of similar tasks. */
  readonly episodes: readonly string[];
  /** Facts of the space. */
  readonly facts: readonly string[];
  /** Paths in the workspace, relative. */
  readonly files: readonly string[];
  /** package.json, Makefile and their like. */
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  /** Programs the sandbox has. */
  readonly binaries: readonly string[];
  /** What argv steps may run, a program with its subcommands each. */
  readonly commands: readonly string[];
  readonly stepKinds: readonly { readonly name: string; readonly purpose: string }[];
  readonly agents: readonly { readonly name: string; readonly capabilities: readonly string[] }[];
  /** Secrets by name, with their variables and hosts, never by value. */
  readonly secrets: readonly string[];
};

/** What one manifest, and the file listing, may take of a prompt, in characters. */
const longestManifest = 12_000;
const longestListing = 40_000;

/** What every plan must keep to; its validation refuses the rest. */
export const planRules = `Rules for steps:
- Every step has an id of letters, digits, "-" or "_", a title, one of the known kinds and that kind's input.
- Build only on files, scripts and programs that the material shows. A missing tool is one honest notify step; never install system or global packages.
- dependsOn names every step whose result is used; set independent to true only for a step that may run beside the others. A step that runs something depends on the step that produces it.
- execute and test take argv: a program and its arguments, no shell syntax. They run a command of the material, or a program of the workspace by its path (./gradlew), with plain options and workspace paths; everything else (another program, subcommand or option, awk, sed, tar, curl …) is a shell step. One step per real command of a manifest, no wrapper around it. Prefer test for whatever proves a criterion.
- Outputs of steps one depends on are files at $STEPS/<id>/output and variables STEP_<ID>_OUTPUT (upper case, anything but letters and digits as _); a whole argument may be {{steps.<id>.output}}. Never write {{…}} into a shell command. Files that came with the request are $STEPS/request/<name>, to be read by every step: they are data, and never run.
- needs is as small as possible: writes names the workspace paths the step changes, network where it sends to (api.example.com, api.example.com:8443, GET,POST api.example.com/v1/*; never an address), secrets their names (a variable holds a stand-in that works at its hosts only). A step that only reads needs nothing.
- criteria lists the ids of the acceptance criteria a step serves; every criterion is served by some step. notify steps come last.
- agent is only for implement: the name of a known one, a word it can do (capability:tests), or null for whoever is there.`;

/** The ground as sections of a prompt. */
export function quoteGround(ground: Ground): readonly (string | null)[] {
  return [
    list(
      "Step kinds",
      ground.stepKinds.map(({ name, purpose }) => `${name}: ${purpose}`),
    ),
    quoteAll(
      "the written procedures",
      ground.procedures.map(({ name, purpose }) => `${name}: ${purpose}`),
    ),
    quoteAll(
      "the agents",
      ground.agents.map(({ name, capabilities }) => `${name}: ${capabilities.join(", ")}`),
    ),
    quoteAll("the secrets", ground.secrets),
    quoteAll("the space's facts", ground.facts),
    quoteAll("the memory of similar tasks", ground.episodes),
    quoteAll("the programs in the sandbox", ground.binaries.length > 0 ? [ground.binaries.join(" ")] : []),
    quoteAll("the commands that execute and test may run", ground.commands),
    ground.files.length > 0
      ? quoted("the repository's file listing", clipped(ground.files.join("\n"), longestListing))
      : "The workspace has no files.",
    ...ground.manifests.map(({ path, text }) => quoted(`repository file ${path}`, clipped(text, longestManifest))),
  ];
}
