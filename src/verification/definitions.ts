import { posix } from "node:path";
import { definedBy, isDefinition, programsOf } from "../checks/index.ts";
import type { CheckCommand } from "../domain/check-command.ts";
import { hasOtherScripts, isGuarded } from "../domain/guarded.ts";
import type { Cover, Tree } from "../workspace/workspace.ts";

/** Two states of a task's files, and what differs. */
export type Change = { readonly base: Tree; readonly now: Tree; readonly changed: readonly string[] };

/**
 * What checks are shown in place of files, so that the base defines them and no run can redefine the next: every changed
 * definition, and those in the directories they run in. One that the change added beside the base's own is left out.
 */
export async function coversOf({ base, now, changed }: Change, directories: readonly string[]): Promise<ReadonlyMap<string, Cover>> {
  const here = await Promise.all([...new Set([".", ...directories])].map((folder) => definitionsIn(base, folder)));
  const covers = new Map<string, Cover>();
  for (const path of new Set([...changed.filter(isDefinition), ...here.flat()])) {
    const text = await base.read(path);
    if (text !== null) covers.set(path, { text: definedBy(path, text, await now.read(path)), executable: base.isExecutable(path) });
    else if (!base.has(path) && base.isFolder(posix.dirname(path))) covers.set(path, null);
  }
  return covers;
}

async function definitionsIn(tree: Tree, folder: string): Promise<readonly string[]> {
  const paths = (await tree.list(folder)).map((name) => posix.join(folder, name));
  return paths.filter((path) => tree.has(path) && isDefinition(path));
}

/** Whether a change touches what says what checks do: then nothing the steps ran proves anything. */
export function redefines({ changed }: Change): boolean {
  return changed.some(isDefinition);
}

/** The changed paths that judge or govern the work, what the checks run among them. A package.json does when it runs something else. */
export async function guardedOf({ base, now, changed }: Change, commands: readonly CheckCommand[]): Promise<readonly string[]> {
  const programs = new Set((await Promise.all(commands.map((command) => programsOf(command, base)))).flat());
  const guarded = await Promise.all(
    changed.map(async (path) => {
      if (posix.basename(path) === "package.json") return hasOtherScripts(await base.read(path), await now.read(path));
      return isGuarded(path) || isDefinition(path) || programs.has(path);
    }),
  );
  return changed.filter((_, at) => guarded[at]);
}
