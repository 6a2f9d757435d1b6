import { resolve } from "node:path";
import { Option } from "commander";
import type { Setting } from "../domain/conversation.ts";
import { type Autonomy, autonomies } from "../domain/policy.ts";
import { Problem } from "../domain/problem.ts";
import type { Setup } from "../setup.ts";

/** What was typed about where and how to work. */
export type SettingOptions = {
  readonly space?: string;
  readonly cwd?: string;
  readonly workspace?: "view" | "copy" | "worktree";
  readonly autonomy?: Autonomy;
};

/** The options of `run` and `chat` that say where and how to work. */
export const settingOptions: readonly Option[] = [
  new Option("--space <name>", "work in this space of the configuration file"),
  new Option("--cwd <directory>", "work on this directory (default: the space's, else the current one)"),
  new Option("--workspace <kind>", "where the steps run").choices(["view", "copy", "worktree"]),
  new Option("--autonomy <level>", "how much runs unasked").choices([...autonomies]),
];

/** What tasks start from: the space's setting, with what was typed on top. A directory that is missing or governs is a Problem. */
export function settingOf({ config, sourceOf }: Setup, options: SettingOptions): Setting {
  const space = options.space === undefined ? null : spaceNamed(config.spaces, options.space);
  const directory = options.cwd === undefined ? (space?.path ?? process.cwd()) : resolve(options.cwd);
  return {
    space: space?.name ?? null,
    source: sourceOf(directory),
    workspace: options.workspace ?? space?.workspace ?? null,
    autonomy: options.autonomy ?? space?.autonomy ?? null,
  };
}

function spaceNamed(spaces: Setup["config"]["spaces"], name: string): Setup["config"]["spaces"][number] {
  const space = spaces.find((one) => one.name === name);
  if (space) return space;
  const known = spaces.length === 0 ? "the configuration file names none" : `there are ${spaces.map((one) => one.name).join(", ")}`;
  throw new Problem("usage", `--space ${name}: no such space; ${known}.`);
}
