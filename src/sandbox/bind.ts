import { checkCovered } from "./covered-file.ts";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Bind } from "./sandbox.ts";
import { checkSource, type Surroundings } from "./source.ts";

/** First names inside that are taken; a bind over one of them would replace a part of the sandbox itself. */
const taken: ReadonlySet<string> = new Set(
  "bin boot dev etc home lib lib32 lib64 libx32 proc root run sbin sys tmp usr var workspace".split(" "),
);

/**
 * Binds with real sources. Their targets are ours (`/steps`, `/artifacts`): plain absolute paths outside what is taken, or a
 * file of the workspace, which a read-only file may cover.
 */
export async function checkBinds(binds: readonly Bind[], workspace: string, surroundings: Surroundings): Promise<Checked<readonly Bind[]>> {
  const checked: Bind[] = [];
  for (const bind of binds) {
    if (!isFree(bind.target) && !(await checkCovered(bind, workspace)))
      return refuse(`nothing may be mounted at ${JSON.stringify(bind.target)} inside the sandbox`, "use a target such as /steps");
    const source = await checkSource({ path: bind.source, directory: false, writable: bind.writable }, surroundings);
    if (source.kind === "refused") return source;
    checked.push({ ...bind, source: source.value });
  }
  return accept(checked);
}

function isFree(target: string): boolean {
  const [root, first = "", ...rest] = target.split("/");
  const plain = [first, ...rest].every((segment) => /^[\w-][\w.-]*$/.test(segment));
  return root === "" && plain && !taken.has(first);
}
