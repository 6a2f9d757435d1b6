import { z } from "zod";
import { argumentNotation, optionNotation, shapeNames } from "../commands/command.ts";
import { group, list, show, text } from "./field.ts";

const option = text("an option (-x, --name, --name=word, --name=<path>, --name[=<path>])", "--out=<path>", optionNotation);
const argument = text(
  `one of ${shapeNames.join(", ")}, with ? where it may be missing and ... for any number`,
  "path...",
  argumentNotation,
);
const usage = { options: list(option, "--verbose").nullish(), arguments: list(argument, "path...").nullish() };

const notNamed = (expected: string, example: string) => ({
  error: (issue: { readonly input?: unknown }) => `expected a group of ${expected}, got ${show(issue.input)}. Write ${example}.`,
});

/** Programs that steps may run beside those Adjutant has a schema for, as the file says them. Their names are looked at by `commandIssues`. */
export const CommandsInFile = z.record(
  z.string(),
  group({ ...usage, subcommands: z.record(z.string(), group(usage), notNamed("subcommands", "plan: { arguments: [path] }")).nullish() }),
  notNamed("programs", "terraform: { subcommands: { plan: { arguments: [path] } } }"),
);
export type CommandsInFile = z.infer<typeof CommandsInFile>;
