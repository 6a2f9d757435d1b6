import { nothing } from "../../domain/needs.ts";
import { ArgvInput, commandOf, showArgv } from "../argv.ts";
import { broken, runCommand, tellingLine } from "../outcome.ts";
import type { StepKind } from "../step.ts";

/** One program with its arguments in the sandbox, without a shell. */
export const execute: StepKind<ArgvInput> = {
  name: "execute",
  purpose: "run one program with its arguments in the sandbox, without a shell",
  input: ArgvInput,
  baseTier: "execute",
  chained: true,
  last: false,
  needs: () => nothing,
  summarise: ({ argv }) => `runs \`${showArgv(argv)}\` in the sandbox`,
  commands: ({ argv, directory }) => [{ kind: "argv", argv, directory }],
  run: async (input, context) => {
    const command = commandOf(input, context);
    return command.ok ? runCommand(command.value, context, tellingLine(context.step)) : broken(command.error);
  },
};
