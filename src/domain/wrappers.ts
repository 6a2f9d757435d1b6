/** Programs that run several scripts in one go. */
const bundlers = /^(?:npm-run-all2?|run-s|run-p|concurrently)$/;
const shells = /^(?:\.|source|sh|bash|dash|zsh|ksh)$/;
/** What people call a script that runs everything; a project's single command has a name of its own. */
const wrapperName = /(?:^|\/)(?:(?:run|do|check|test|build)[-_]?(?:all|everything)|all|everything|wrapper)\.(?:sh|bash|zsh|mjs|js|py)$/;
/** Programs whose every use is one of the project's commands. */
const runners = /^(?:make|npx|pytest|tox|nox|ruff|mypy|flake8|mvn|mvnw|gradle|gradlew|tsc|eslint|vitest|jest)$/;
/** By program, what follows it where it runs one of the project's commands and not something of its own. */
const commanded: readonly (readonly [RegExp, RegExp])[] = [
  [/^npm$/, /^(?:test|t|run|run-script|start)\b/],
  [/^(?:pnpm|yarn|bun)$/, /^(?!(?:-.*|install|i|ci|add|remove|rm|update|up|link|config|cache|info|init|dlx|x)(?: |$))./],
  [/^cargo$/, /^(?:test|build|check|clippy|fmt|bench|doc)\b/],
  [/^go$/, /^(?:test|build|vet|generate)\b/],
  [/^python[\d.]*$/, /^-m (?:pytest|unittest|mypy|ruff|flake8|tox)\b/],
];

/** The command of a manifest that these words run (`npm test`, `make lint`, `cargo clippy`), or null. */
function realCommand(words: readonly string[]): string | null {
  const [path = "", ...rest] = words;
  const program = path.split("/").at(-1) ?? "";
  const given = rest.join(" ");
  const real = runners.test(program) || commanded.some(([name, use]) => name.test(program) && use.test(given));
  return real ? words.join(" ") : null;
}

/**
 * Commands of the project that are hidden behind another (product: 2.3): each is a step of its own, so that each has its
 * own result and its own repair.
 */
export function wrapperErrors(commands: readonly (readonly string[])[]): readonly string[] {
  const real = [...new Set(commands.flatMap((words) => realCommand(words) ?? []))];
  const chained = real.length < 2 ? [] : [`it runs several of the project's commands in one: ${real.join("; ")}. Make one step of each.`];
  const wrapped = commands.flatMap((words) => {
    const [program = "", first = "", second = ""] = words;
    const bundler = [program, first, second].find((word, index) => (index === 0 || program === "npx") && bundlers.test(word));
    const script = shells.test(program) ? words.slice(1).find((word) => !word.startsWith("-")) : program;
    if (bundler === undefined && !wrapperName.test(script ?? "")) return [];
    return [`"${words.join(" ")}" is a wrapper around several commands. Make one step of each command it runs.`];
  });
  return [...chained, ...wrapped];
}
