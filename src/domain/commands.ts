import { fetchedErrors, installErrors } from "./installs.ts";
import type { StepCommand } from "./kind.ts";
import { readCommands, withoutLeading } from "./shell-text.ts";
import { wrapperErrors } from "./wrappers.ts";

/** What a planner may not let a step run, each naming the cure (product: 2.3). */
export function commandErrors(commands: readonly StepCommand[]): readonly string[] {
  return commands.flatMap((command) => {
    const simple = simpleCommands(command);
    const fetched = command.kind === "shell" ? fetchedErrors(command.text) : [];
    return [...installErrors(simple), ...fetched, ...wrapperErrors(simple)];
  });
}

/** Every word of what a step runs. */
export function wordsOf(commands: readonly StepCommand[]): readonly string[] {
  return commands.flatMap((command) => simpleCommands(command).flat());
}

function simpleCommands(command: StepCommand): readonly (readonly string[])[] {
  return command.kind === "shell" ? readCommands(command.text) : [withoutLeading(command.argv)];
}
