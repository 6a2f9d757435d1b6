/**
 * Does a changed file judge or govern the work (product: 2.7)? Tests, what says how they are run, continuous integration, git
 * hooks, instructions to agents and our own `.adjutant/`. Such a change is named and can be at best yellow.
 */
export function isGuarded(path: string): boolean {
  const segments = path.toLowerCase().split("/");
  const name = segments.at(-1) ?? "";
  const places = segments.slice(0, -1);
  return (
    places.some((place) => testPlaces.has(place) || governingPlaces.has(place)) ||
    [...governingTrees].some((tree) => `/${segments.join("/")}`.includes(`/${tree}/`)) ||
    patterns.some((pattern) => pattern.test(name)) ||
    testClass.test(path)
  );
}

/** A manifest is guarded when what it runs changed, not when it got a dependency. Texts; null where there is no file. */
export function hasOtherScripts(before: string | null, after: string | null): boolean {
  return scriptsOf(before) !== scriptsOf(after);
}

const testPlaces: ReadonlySet<string> = new Set([
  ...["test", "tests", "__tests__", "__test__", "spec", "specs", "e2e", "testdata", "__snapshots__", "__fixtures__", "cypress"],
]);
const governingPlaces: ReadonlySet<string> = new Set([
  ...[".adjutant", ".husky", ".githooks", ".circleci", ".buildkite", ".teamcity", ".woodpecker", ".cargo", ".mvn"],
  ...[".cursor", ".claude", ".codex", ".gemini", ".windsurf", ".opencode", ".qwen", ".goose", ".devin", ".roo", ".cline", ".clinerules"],
]);
const governingTrees: ReadonlySet<string> = new Set([
  ...[".github/workflows", ".github/actions", ".github/instructions", ".github/prompts", ".github/agents", ".gitlab/ci", ".git/hooks"],
]);

/** `CartTest.java`: only the capital letter tells it from `greatest.java`. */
const testClass = /[a-z0-9](?:Test|Tests|Spec|IT)\.(?:java|kt|kts|groovy|scala|cs|swift|php)$/;

/** By file name, in lower case. */
const patterns: readonly RegExp[] = [
  // tests
  /[._-](?:test|tests|spec|specs|cy|e2e)\.\w+$/,
  /^tests?\.\w+$/,
  /^test_.*\.py$/,
  /^conftest\.py$/,
  /\.snap$/,
  // what says how they are run, and how strictly
  /^(?:gnumakefile|makefile|justfile|taskfile\.ya?ml|rakefile|noxfile\.py|tox\.ini|\.?pytest\.ini|setup\.cfg|pyproject\.toml)$/,
  /^(?:jest|vitest|vite|ava|karma|playwright|cypress|wdio|eslint|prettier|babel)\.(?:config|conf|workspace)\.\w+$/,
  /^\.(?:mocharc|nycrc|c8rc|taprc|eslintrc|eslintignore|npmrc|yarnrc|coveragerc|flake8|golangci|pylintrc|prettierrc)(?:\.\w+)?$/,
  /^(?:biome\.jsonc?|tsconfig(?:\.[\w-]+)*\.json|bunfig\.toml|\.?mypy\.ini|\.?ruff\.toml|\.?clippy\.toml|rust-toolchain(?:\.toml)?|codecov\.ya?ml)$/,
  /^(?:pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|gradle\.properties|mvnw|gradlew)$/,
  // continuous integration and hooks
  /^(?:\.gitlab-ci|\.travis|appveyor|\.appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild|\.drone|\.woodpecker|\.pre-commit-config|lefthook|\.lefthook)\.ya?ml$/,
  /^(?:jenkinsfile|dangerfile(?:\.\w+)?|codeowners|renovate\.json5?|dependabot\.ya?ml|\.lintstagedrc(?:\.\w+)?)$/,
  // instructions to agents
  /^(?:agents?|claude|gemini|codex|qwen|copilot-instructions)(?:\.local|\.override)?\.md$/,
  /^\.(?:cursorrules|windsurfrules|clinerules|roorules|goosehints|aider\.conf\.ya?ml|mcp\.json)$/,
];

/** What a package.json runs, in one text; a text that cannot be read counts whole. */
function scriptsOf(text: string | null): string {
  if (text === null) return "";
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== "object" || manifest === null) return text;
    const kept = Object.entries(manifest).filter(([key]) => runningKeys.has(key));
    return JSON.stringify(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return text;
  }
}

/** Keys of a package.json that say what is run and how it is judged; the rest says what the project is made of. */
export const runningKeys: ReadonlySet<string> = new Set([
  "scripts",
  "packageManager",
  "jest",
  "mocha",
  "ava",
  "tap",
  "nyc",
  "c8",
  "eslintConfig",
  "eslintIgnore",
  "husky",
  "lint-staged",
]);
