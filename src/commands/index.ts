import type { Commands, Programs } from "./command.ts";
import { compiled } from "./compiled.ts";
import { coreutils } from "./coreutils.ts";
import { git } from "./git.ts";
import { createCommands } from "./judging.ts";
import { node } from "./node.ts";
import { python } from "./python.ts";
import { reading } from "./reading.ts";
import { search } from "./search.ts";
import { tools } from "./tools.ts";

/** Every program there is a schema for. A family is a file and a word here. */
const bundled: Programs = { ...git, ...node, ...python, ...compiled, ...coreutils, ...search, ...tools, ...reading };

/** What is added to the bundled schema by whoever runs this installation. */
type Added = {
  readonly programs: Programs;
  /** Which of some programs the sandbox has; those that were added are taken to be there. */
  readonly find: (names: readonly string[]) => readonly string[];
  /** Commands that are fine word for word: the spaces' checks. */
  readonly exact: readonly (readonly string[])[];
};

/** What steps may run here without a shell. */
export function openCommands({ programs, find, exact }: Added): Commands {
  const there = new Set([...find(Object.keys(bundled)), ...Object.keys(programs)]);
  return createCommands({ programs: extend(programs), has: (name) => there.has(name), exact });
}

/** What is said of a program or a subcommand by an operator stands instead of what is bundled. */
function extend(added: Programs): Programs {
  const merged = Object.entries(added).map(([name, program]) => {
    const own = Object.hasOwn(bundled, name) ? bundled[name] : undefined;
    return [name, { ...own, ...program, forms: { ...own?.forms, ...program.forms } }];
  });
  return { ...bundled, ...Object.fromEntries(merged) };
}
