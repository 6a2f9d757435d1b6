import { tallyOf } from "../../checks/tally.ts";
import { nothing } from "../../domain/needs.ts";
import type { Output } from "../../sandbox/sandbox.ts";
import { ArgvInput, commandOf, showArgv } from "../argv.ts";
import { broken, runCommand } from "../outcome.ts";
import type { StepKind } from "../step.ts";

/** A project's own check in the sandbox: its exit decides, its output says how many failed. */
export const test: StepKind<ArgvInput> = {
  name: "test",
  purpose: "run a test, lint, type check or build command of the project; its exit code decides",
  input: ArgvInput,
  baseTier: "execute",
  chained: true,
  last: false,
  needs: () => nothing,
  summarise: ({ argv }) => `checks with \`${showArgv(argv)}\` in the sandbox`,
  commands: ({ argv, directory }) => [{ kind: "argv", argv, directory }],
  run: async (input, context) => {
    const command = commandOf(input, context);
    if (!command.ok) return broken(command.error);
    const outcome = await runCommand(command.value, context, verdict);
    if (outcome.kind === "broken") return outcome;
    const headline = `${showArgv(command.value.argv)}: ${outcome.headline}`;
    return outcome.kind === "failed" ? { ...outcome, headline, reason: headline } : { ...outcome, headline };
  },
};

/** Numbers only where the output names them. An exit other than 0 is never "passed", whatever the output says. */
function verdict(output: Output, exitCode: number): string {
  const tally = tallyOf(output.text);
  if (exitCode === 0) return tally?.total == null ? "passed" : `passed (${tally.total} tests)`;
  if (exitCode === 126 || exitCode === 127) return `could not be started (exit ${exitCode})`;
  if (tally === null || tally.failed === 0) return `exit ${exitCode}`;
  const count = tally.total === null ? `${tally.failed} failed` : `${tally.failed} of ${tally.total} failed`;
  return tally.places.length === 0 ? count : `${count} (${tally.places.join(", ")})`;
}
