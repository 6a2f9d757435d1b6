import type { Programs, Usage } from "./command.ts";

/**
 * What the usual runners understand of what stands behind a script's name. Nothing that names a module, a reporter or a configuration
 * file: those are code.
 */
const scriptWords: Usage = {
  options: `--run --watch=false --watchAll=false --no-watch --coverage --coverage.enabled --ci --bail[=<number>] --silent --verbose --quiet --json --list
    --fix --check --write --dry-run --max-warnings=<number> -t<text> --testNamePattern=<text> --test-name-pattern=<text> --grep=<text>
    -g<text> --runInBand --maxWorkers=<number> --changed --passWithNoTests -u --updateSnapshot --no-color --color --retry=<number> --retries=<number>
    --noEmit --timeout=<number>`,
  arguments: "plain...",
};

const members = "-w<member> --workspace=<member> --workspaces -ws --include-workspace-root";
const script: readonly Usage[] = [{}, { options: `-s --silent --if-present ${members}`, arguments: "script plain...", after: scriptWords }];
const usual = { options: `-s --silent --if-present ${members}`, arguments: "plain...", after: scriptWords } satisfies Usage;
const installing: Usage = {
  options: `--ignore-scripts --no-audit --no-fund --prefer-offline --offline --no-progress --silent --omit=dev|optional|peer --include=dev|optional|peer --production --no-save
    --package-lock-only --legacy-peer-deps ${members}`,
};
const looking = "--json --long --all -a --depth=<number> --parseable --omit=dev|optional|peer --prod --production";
const version = { options: "-v --version", requires: "-v --version" } satisfies Usage;

/** Options of node that load nothing. */
const quiet =
  "--enable-source-maps --no-warnings --trace-warnings --trace-uncaught --experimental-strip-types --experimental-transform-types --no-deprecation --throw-deprecation --expose-gc --max-old-space-size=<number> --stack-trace-limit=<number> --unhandled-rejections=strict|warn|throw";

const testing: Usage = {
  options: `${quiet} --test --test-only --test-reporter=spec|tap|dot|junit --test-name-pattern=<text> --test-skip-pattern=<text> --test-concurrency=<number> --test-timeout=<number>
    --test-force-exit --experimental-test-coverage --experimental-test-module-mocks --test-shard=<names>`,
  requires: "--test",
  arguments: "own...",
};

export const node: Programs = {
  node: {
    forms: {
      "": [
        version,
        { options: "-c --check", requires: "-c --check", arguments: "javascript" },
        testing,
        { options: quiet, arguments: "javascript *" },
      ],
    },
  },
  npm: {
    forms: {
      ...{ test: usual, t: usual, start: usual, run: script, "run-script": script },
      ...{ ci: installing, install: installing, i: installing, "install-ci-test": installing },
      ls: { options: looking, arguments: "member..." },
      list: { options: looking, arguments: "member..." },
      outdated: { options: looking, arguments: "member..." },
      explain: { options: "--json", arguments: "member" },
      audit: { options: `--json --omit=dev|optional|peer --production --audit-level=info|low|moderate|high|critical ${members}` },
      "pkg get": { arguments: "names..." },
      "": version,
    },
  },
  // Theirs hand every further word on, and run what is installed as if it were a script: words of a plan do not go there.
  pnpm: {
    forms: {
      test: {},
      run: { options: "--silent --if-present -r --recursive", arguments: "script" },
      install: { options: "--frozen-lockfile --offline --prefer-offline --ignore-scripts --prod" },
      list: { options: looking },
      outdated: { options: "--json" },
      "": version,
    },
  },
  yarn: {
    forms: {
      test: {},
      run: { options: "--silent", arguments: "script" },
      install: { options: "--frozen-lockfile --immutable --offline --prefer-offline --ignore-scripts --production --silent" },
      "": version,
    },
  },
};
