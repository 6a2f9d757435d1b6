import { nothing } from "../../domain/needs.ts";
import { resolveArgv } from "../../domain/reference.ts";
import { ArgvInput, showArgv } from "../argv.ts";
import { broken, firstLine, runCommand } from "../outcome.ts";
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
  commands: ({ argv }) => [{ kind: "argv", argv }],
  run: async ({ argv, directory = "." }, context) => {
    const resolved = resolveArgv(argv, context);
    if (!resolved.ok) return broken(resolved.error);
    const [program = argv[0], ...rest] = resolved.value;
    return runCommand({ argv: [program, ...rest], directory }, context, firstLine);
  },
};
