import type { Program, Programs, Usage } from "../commands/command.ts";
import { isInterpreter } from "../domain/interpreter.ts";
import type { CommandsInFile } from "./command-schema.ts";
import { show } from "./field.ts";
import type { FileIssue } from "./file.ts";

/** The programs in the notation of the schema. */
export function commandsOf(file: CommandsInFile | null | undefined): Programs {
  return Object.fromEntries(Object.entries(file ?? {}).map(([name, program]) => [name, programOf(program)]));
}

/** Without a subcommand it may be called where options or arguments say how, or where it has no subcommands. */
function programOf({ subcommands, ...own }: CommandsInFile[string]): Program {
  const named = Object.entries(subcommands ?? {}).map(([name, usage]) => [name, usageOf(usage)]);
  const alone = named.length === 0 || own.options != null || own.arguments != null;
  return { forms: { ...Object.fromEntries(named), ...(alone ? { "": usageOf(own) } : {}) } };
}

function usageOf({ options, arguments: words }: Omit<CommandsInFile[string], "subcommands">): Usage {
  return { options: (options ?? []).join(" "), arguments: (words ?? []).join(" ") };
}

/** Names that are none, and programs that no list of options holds. */
export function commandIssues(file: CommandsInFile | null | undefined): readonly FileIssue[] {
  return Object.entries(file ?? {}).flatMap(([name, { subcommands }]) => [
    ...programIssues(name),
    ...Object.keys(subcommands ?? {}).flatMap((key) => {
      if (/^[a-z][\w:.-]*(?: [a-z][\w:.-]*)*$/i.test(key)) return [];
      const message = `expected the words of a subcommand, got ${show(key)}. Write for example "state list".`;
      return [{ path: ["commands", name, "subcommands", key], message }];
    }),
  ]);
}

function programIssues(name: string): readonly FileIssue[] {
  const path = ["commands", name];
  if (!/^[A-Za-z0-9][\w.+-]*$/.test(name))
    return [{ path, message: `expected the name of a program, without its directory, got ${show(name)}. Write for example terraform.` }];
  if (!isInterpreter(name)) return [];
  return [
    { path, message: `${name} runs what its words say, which no list of options can hold. Remove it; plans run it in a shell step.` },
  ];
}
