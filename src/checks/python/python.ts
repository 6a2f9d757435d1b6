import type { CheckCommand } from "../../domain/check-command.ts";
import type { Check, WorkspaceFiles } from "../check.ts";
import { failuresOf } from "./failures.ts";

/** Texts of the files that configure Python tools, empty where there are none. */
type Configuration = {
  readonly pyproject: string;
  readonly setup: string;
  readonly tox: string;
  readonly requirements: string;
  readonly names: readonly string[];
};

/** pytest, ruff and mypy where the project configures or requires them; unittest where there are only test files. */
export const python: Check = {
  name: "python",
  definitions: /(?:^|\/)(?:\.?pytest\.(?:ini|toml)|tox\.ini|setup\.cfg|pyproject\.toml|\.?mypy\.ini|\.?ruff\.toml|\.flake8)$/,
  failures: failuresOf,
  detect: async (files) => {
    const found = await readConfiguration(files);
    const interpreter = await interpreterOf(files);
    const commands = [await testCommand(files, found, interpreter), lintCommand(found, interpreter), typeCommand(found, interpreter)];
    return commands.filter((command) => command !== null);
  },
};

async function readConfiguration(files: WorkspaceFiles): Promise<Configuration> {
  const names = await files.list(".");
  const read = async (name: string) => (names.includes(name) ? ((await files.read(name)) ?? "") : "");
  const requirements = names.filter((name) => /^requirements[\w-]*\.txt$|^dev-requirements\.txt$|^Pipfile$/.test(name));
  return {
    pyproject: await read("pyproject.toml"),
    setup: await read("setup.cfg"),
    tox: await read("tox.ini"),
    requirements: (await Promise.all(requirements.map(read))).join("\n"),
    names,
  };
}

/** A virtual environment in the workspace has the project's packages. Its interpreter is a link that survives a copy; its scripts are not. */
async function interpreterOf(files: WorkspaceFiles): Promise<string> {
  for (const folder of [".venv", "venv"]) {
    if ((await files.list(`${folder}/bin`)).includes("python")) return `${folder}/bin/python`;
  }
  return "python3";
}

async function testCommand(files: WorkspaceFiles, found: Configuration, interpreter: string): Promise<CheckCommand | null> {
  const configured = /^\[tool\.pytest\b/m.test(found.pyproject) || /^\[tool:pytest\]/m.test(found.setup) || /^\[pytest\]/m.test(found.tox);
  if (configured || found.names.includes("pytest.ini") || isRequired(found, "pytest")) {
    return command("test", "pytest", [interpreter, "-m", "pytest"], true);
  }
  for (const folder of ["tests", "test"]) {
    const hasTests = (await files.list(folder)).some((name) => /^test\w*\.py$/.test(name));
    if (hasTests) return command("test", "unittest", [interpreter, "-m", "unittest", "discover", "-s", folder], true);
  }
  return null;
}

function lintCommand(found: Configuration, interpreter: string): CheckCommand | null {
  const configured = /^\[tool\.ruff\b/m.test(found.pyproject) || found.names.includes("ruff.toml") || found.names.includes(".ruff.toml");
  return configured ? command("lint", "ruff", [...tool("ruff", interpreter), "check", "."], false) : null;
}

function typeCommand(found: Configuration, interpreter: string): CheckCommand | null {
  const configured = /^\[(?:tool\.)?mypy\b/m.test(`${found.pyproject}\n${found.setup}`) || found.names.includes("mypy.ini");
  if (!configured) return null;
  const namesFiles = /^\s*(?:files|packages|modules)\s*=/m.test(sectionOf(found));
  return command("typecheck", "mypy", [...tool("mypy", interpreter), ...(namesFiles ? [] : ["."])], true);
}

/** The mypy section alone: other tools have a `files` of their own. */
function sectionOf(found: Configuration): string {
  const text = `${found.pyproject}\n${found.setup}`;
  return /^\[(?:tool\.)?mypy\]\s*\n((?:(?!\[).*(?:\n|$))*)/m.exec(text)?.[1] ?? "";
}

function tool(name: string, interpreter: string): readonly [string, ...string[]] {
  return interpreter === "python3" ? [name] : [interpreter, "-m", name];
}

/** Whether some requirement names the package, in any of the usual spellings of a list. */
function isRequired(found: Configuration, name: string): boolean {
  const asLine = new RegExp(`^\\s*"?'?${name}\\b(?!-)`, "m");
  const asEntry = new RegExp(`["']${name}(?:[<>=~!\\[ ;][^"']*)?["']`);
  return asLine.test(found.requirements) || asLine.test(found.pyproject) || asEntry.test(found.pyproject) || asLine.test(found.setup);
}

function command(purpose: CheckCommand["purpose"], title: string, argv: CheckCommand["argv"], required: boolean): CheckCommand {
  return { check: "python", purpose, title, argv, directory: ".", required };
}
