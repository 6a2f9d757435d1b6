import { z } from "zod";
import { nothing } from "../../domain/needs.ts";
import { headOf } from "../../domain/whole-words.ts";
import { runCommand, tellingLine } from "../outcome.ts";
import type { StepKind } from "../step.ts";

const ShellInput = z.object({ command: z.string().trim().min(1, "must not be empty") });
type ShellInput = z.infer<typeof ShellInput>;

/** One line or script of POSIX shell in the sandbox. The text is one argv element: nothing is ever spliced into it. */
export const shell: StepKind<ShellInput> = {
  name: "shell",
  purpose: "run a shell command in the sandbox; earlier outputs are files at $STEPS/<id>/output",
  input: ShellInput,
  baseTier: "execute",
  chained: true,
  last: false,
  needs: () => nothing,
  summarise: ({ command }) => `runs ${shorten(command)} in the sandbox`,
  commands: ({ command }) => [{ kind: "shell", text: command }],
  run: ({ command }, context) => runCommand({ argv: ["sh", "-c", command] }, context, tellingLine(context.step)),
};

function shorten(command: string): string {
  const [first = "", ...more] = command.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const line = first.length > 80 ? `${headOf(first, 79)}…` : first;
  return more.length === 0 ? `\`${line}\`` : `a script of ${more.length + 1} lines`;
}
