import { posix } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { CheckCommand } from "../domain/check-command.ts";
import type { Check, WorkspaceFiles } from "./check.ts";
import { go } from "./go/go.ts";
import { jvm } from "./jvm/jvm.ts";
import { make } from "./make/make.ts";
import { node } from "./node/node.ts";
import { problemsIn } from "./problems.ts";
import { programsIn } from "./programs.ts";
import { python } from "./python/python.ts";
import { rust } from "./rust/rust.ts";

/** Every check there is. `make` comes last: it only fills what the languages' own tools leave open. */
export const checks: readonly Check[] = [node, python, rust, go, jvm, make];

/** A longer line is data, not a name; patterns need not look at it. */
const longestLine = 2_000;

/** Folders that hold other people's code, or none. */
const foreign = new Set(["node_modules", "vendor", "third_party", "target", "dist", "build", "venv", "fixtures", "testdata"]);

/**
 * The project's own commands: those of the root, or, where the root has none, those of its direct folders (a repository
 * with `backend/` and `frontend/`).
 */
export async function findChecks(files: WorkspaceFiles): Promise<readonly CheckCommand[]> {
  const atRoot = await detectIn(files, ".");
  if (atRoot.length > 0) return atRoot;
  const folders = (await files.list(".")).filter((name) => !name.startsWith(".") && !foreign.has(name));
  const below = await Promise.all(folders.map((folder) => detectIn(files, folder)));
  return below.flat();
}

/** A Makefile that only calls the language's tool again would prove the same twice. */
async function detectIn(files: WorkspaceFiles, directory: string): Promise<readonly CheckCommand[]> {
  const view = directory === "." ? files : within(files, directory);
  const found: CheckCommand[] = [];
  for (const check of checks) {
    const commands = await check.detect(view);
    const proven = new Set(check === make ? found.map((command) => command.purpose) : []);
    found.push(...commands.filter((command) => !proven.has(command.purpose)).map((command) => placed(command, directory)));
  }
  return found;
}

function within(files: WorkspaceFiles, directory: string): WorkspaceFiles {
  return {
    read: (path) => files.read(`${directory}/${path}`),
    list: (path) => files.list(path === "." ? directory : `${directory}/${path}`),
  };
}

function placed(command: CheckCommand, directory: string): CheckCommand {
  return directory === "." ? command : { ...command, directory, title: `${command.title} in ${directory}` };
}

/** Whether a file says what checks do, or how (product: 2.7: definitions come from the base). */
export function isDefinition(path: string): boolean {
  return checks.some(({ definitions, mixed }) => definitions.test(path) || (mixed?.manifest.test(path) ?? false));
}

/** Files of the workspace that a command runs, itself or through its manifest: who changes them changes what it proves. */
export async function programsOf(command: CheckCommand, files: WorkspaceFiles): Promise<readonly string[]> {
  const { directory, argv } = command;
  const view = directory === "." ? files : within(files, directory);
  const behind = await Promise.all(checks.map(({ name, lines }) => (name === programs[argv[0]] ? lines?.(view, command) : undefined)));
  const lines = [argv.join(" "), ...behind.flatMap((found) => found ?? [])];
  return lines.flatMap(programsIn).map((path) => posix.join(directory, path));
}

/** Programs that run what a manifest says, with the check that reads it. */
const programs: Readonly<Record<string, string>> = { npm: "node", pnpm: "node", yarn: "node", bun: "node", make: "make" };

/** What to show in place of a definition: the base's text; of a manifest that also describes the project, only what defines. */
export function definedBy(path: string, base: string, now: string | null): string {
  const mixed = checks.find((check) => check.mixed?.manifest.test(path))?.mixed;
  return mixed === undefined || now === null ? base : mixed.define(base, now);
}

/**
 * Names of what failed in a check's output. Its own kind is asked first; scripts and Makefiles start anything, so then the
 * others are, and at last what compilers and linters complain of counts. Two runs of one check name the same failure alike.
 */
export function failuresIn(check: string, output: string): readonly string[] {
  const lines = stripVTControlCharacters(output).replaceAll("/workspace/", "").split(/\r?\n/);
  const text = lines.filter((line) => line.length <= longestLine).join("\n");
  const own = checks.filter(({ name }) => name === check);
  for (const { failures } of [...own, ...checks]) {
    const names = failures(text);
    if (names.length > 0) return names;
  }
  return problemsIn(text);
}
