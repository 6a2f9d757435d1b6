import { findChecks } from "../checks/index.ts";
import type { CheckCommand } from "../domain/check-command.ts";
import type { Tree } from "../workspace/workspace.ts";

/** A check to run. `added`: no definition of it is older than the change. */
export type Planned = CheckCommand & { readonly added: boolean };

/** What is built has to be there before it is tested. */
const order: readonly CheckCommand["purpose"][] = ["build", "typecheck", "lint", "test"];

/** The commands of the space, or else those the base defines, and after them those that only the change defines. */
export async function planChecks(configured: readonly CheckCommand[] | null, base: Tree, now: Tree): Promise<readonly Planned[]> {
  const known = configured ?? (await findChecks(base));
  const found = configured === null ? await findChecks(now) : [];
  const added = found.filter((one) => !known.some((other) => isSame(one, other)));
  return [...ordered(known, false), ...ordered(added, true)];
}

/** Whether two commands are one: the same words in the same place. */
export function isSame(
  a: Pick<CheckCommand, "argv" | "directory">,
  b: { readonly argv: readonly string[]; readonly directory: string },
): boolean {
  return a.directory === b.directory && a.argv.length === b.argv.length && a.argv.every((word, at) => word === b.argv[at]);
}

function ordered(commands: readonly CheckCommand[], added: boolean): readonly Planned[] {
  return commands.toSorted((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose)).map((command) => ({ ...command, added }));
}
