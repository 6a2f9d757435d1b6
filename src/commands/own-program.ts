import { isInstalled, isOfGit } from "../domain/foreign-path.ts";
import { isInterpreter, plainName } from "../domain/interpreter.ts";

/** Names that stand for a program everywhere; `script/test` and `bin/date` stay a project's to use. */
const renowned = new Set([
  "git",
  "node",
  "nodejs",
  "npm",
  "pnpm",
  "yarn",
  "python",
  "pip",
  "cargo",
  "rustc",
  "go",
  "make",
  "gmake",
  "mvn",
  "gradle",
  "find",
]);

/** What a program named by its place is: the project's own, a known one that was installed into the project, or nothing to run. */
export type Placed =
  | { readonly kind: "own" }
  | { readonly kind: "installed"; readonly name: string }
  | { readonly kind: "none"; readonly why: string };

/** Where package managers put programs of a project. */
const toolPlace = /^(?:\.\/)?(?:[\w.@-]+\/)*(?:node_modules\/\.bin|\.?venv\/bin)\/([\w.+-]+)$/;

/** Looks at a program that is named with a directory. */
export function placeProgram(path: string): Placed {
  const parts = path.split("/");
  const inside = /^(?:[\w.+@-]+\/)+[\w+@][\w.+@-]*$/.test(path) && !parts.includes("..") && !isOfGit(path);
  if (!inside) return { kind: "none", why: "is not a program inside the workspace" };
  const tool = toolPlace.exec(path)?.[1];
  if (tool !== undefined) return { kind: "installed", name: tool };
  if (isInstalled(path)) return { kind: "none", why: "was installed into the workspace and is not the project's own" };
  const name = parts.at(-1) ?? "";
  const borrowed = isInterpreter(name) || renowned.has(name) || renowned.has(plainName(name));
  return borrowed ? { kind: "none", why: "has the name of another program" } : { kind: "own" };
}
