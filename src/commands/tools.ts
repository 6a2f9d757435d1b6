import type { Program, Programs } from "./command.ts";

/** A tool that takes no subcommand. */
function tool(options: string, words: string): Program {
  return { forms: { "": { options, arguments: words } } };
}

const vitest = {
  options: `--run --coverage --reporter=default|verbose|dot|tap|json|junit -t<text> --testNamePattern=<text> --bail=<number> --passWithNoTests --silent --retry=<number>
    --project=<name> --changed -u --update --no-color --no-file-parallelism --typecheck --watch=false`,
  arguments: "plain...",
};
const biome = {
  options:
    "--write --fix --colors=off|force --max-diagnostics=<number> --diagnostic-level=info|warn|error --reporter=default|summary|json|github|junit --no-errors-on-unmatched --changed --staged",
  arguments: "own...",
};

/**
 * What checks a project in JavaScript, mostly called by its place (`node_modules/.bin/eslint`). Nothing that names a configuration, a
 * plugin, a reporter or a parser of one's own: those are code. What is looked at is the project's, for some read code from beside it.
 */
export const tools: Programs = {
  tsc: tool(
    `--noEmit -p<path> --project=<path> -b --build --clean --dry --force --pretty --strict --listFiles --listFilesOnly --showConfig --incremental --skipLibCheck
      --diagnostics --extendedDiagnostics --traceResolution --explainFiles --noErrorTruncation --outDir=<path> --declaration --emitDeclarationOnly -v --version`,
    "path...",
  ),
  eslint: tool(
    `--fix --fix-dry-run --quiet --max-warnings=<number> --ext=<glob> --format=stylish|json|html -f=stylish|json|html --cache --no-error-on-unmatched-pattern --report-unused-disable-directives
      --pass-on-no-patterns --color --no-color --no-warn-ignored -v --version`,
    "own...",
  ),
  prettier: tool(
    "--check -c --write -w --list-different -l --ignore-unknown -u --no-error-on-unmatched-pattern --cache --no-color --log-level=silent|error|warn|log|debug -v --version",
    "own...",
  ),
  vitest: { forms: { run: vitest, related: vitest, list: vitest, "": { options: vitest.options } } },
  jest: tool(
    `--ci --coverage -i --runInBand --verbose --silent --bail[=<number>] -t<text> --testNamePattern=<text> --testPathPattern=<text> --testPathPatterns=<text> --passWithNoTests -u --updateSnapshot
      --maxWorkers=<number> -w<number> --no-cache --forceExit --detectOpenHandles --listTests --json --watchAll=false --onlyChanged -o --no-color --version`,
    "plain...",
  ),
  mocha: tool(
    `-g<text> --grep=<text> -f<text> --fgrep=<text> -i --invert -b --bail --timeout=<number> --reporter=spec|dot|tap|json|min|list -R=spec|dot|tap|json|min|list --exit --recursive --forbid-only --forbid-pending
      --no-color -c --color -p --parallel -j<number> --retries=<number> --dry-run --version`,
    "own...",
  ),
  biome: { forms: { check: biome, lint: biome, format: biome, ci: biome, "": { options: "--version", requires: "--version" } } },
};
