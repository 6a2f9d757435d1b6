import type { Program, Programs, Usage } from "./command.ts";

/** Nothing that names a plugin, a configuration file or a class: those are code. */
const pytest: Usage = {
  options: `-q -v -vv -x -s -l -k<text> -m<text> -r<name> --quiet --verbose --exitfirst --maxfail=<number> --lf --last-failed --ff --failed-first --nf --sw --stepwise --co --collect-only
    --tb=auto|long|short|line|native|no --capture=fd|sys|no|tee-sys --durations=<number> --no-header --no-summary --showlocals --color=yes|no|auto --strict-markers
    --junitxml=<path> --junit-xml=<path> --cov[=<path>] --cov-report=term|term-missing|xml|html|json --cov-branch --no-cov --cov-fail-under=<number>
    -n<names> --numprocesses=<names> --timeout=<number> --cache-clear --doctest-modules --ignore=<path> --deselect=<test> --markers --fixtures --version`,
  arguments: "test...",
  clusters: true,
};
const unittest: Usage = { options: "-v -q -f -b -c --verbose --quiet --failfast --buffer --locals -k<text>", arguments: "unit..." };
const discovering: Usage = {
  options:
    "-v -q -f -b --verbose --quiet --failfast --buffer -k<text> -s<path> -p<glob> -t<path> --start-directory=<path> --pattern=<glob> --top-level-directory=<path>",
  arguments: "path? glob? path?",
};
const mypy: Usage = {
  options: `--strict --ignore-missing-imports --no-incremental --show-error-codes --show-error-context --show-column-numbers --pretty --no-color-output --no-error-summary --check-untyped-defs
    --disallow-untyped-defs --warn-unused-ignores --namespace-packages --explicit-package-bases -v --verbose --version -p<dotted> --package=<dotted> --follow-imports=normal|silent|skip|error
    --python-version=<names> --platform=<name> --exclude=<glob>`,
  arguments: "path...",
};
const rules = "--select=<names> --ignore=<names> --extend-select=<names> --fixable=<names>";
const ruffing = "-q -v --quiet --verbose --no-cache --diff --exclude=<glob> --target-version=<name> --line-length=<number> --force-exclude";
const checkingRuff: Usage = {
  options: `${ruffing} ${rules} --fix --fix-only --no-fix --unsafe-fixes --statistics --show-fixes --show-files --exit-zero --output-format=concise|full|json|github|grouped|pylint`,
  arguments: "path...",
};
const formattingRuff: Usage = { options: `${ruffing} --check`, arguments: "path..." };
const black: Usage = {
  options:
    "--check --diff --color --no-color -q --quiet -v --verbose -l<number> --line-length=<number> -S --skip-string-normalization --version",
  arguments: "path...",
};
const isort: Usage = {
  options: "--check --check-only -c --diff --profile=black|google|pycharm -q --quiet -v --verbose --version",
  arguments: "path...",
};
const flake8: Usage = {
  options:
    "-q -v --quiet --verbose --count --statistics --show-source --max-line-length=<number> --max-complexity=<number> --select=<names> --ignore=<names> --extend-ignore=<names> --exclude=<names> --exit-zero --version",
  arguments: "path...",
};
/** What the project itself asks for; never a package that the plan names. The index and its settings are the operator's. */
const quietly =
  "-q -v -U --quiet --verbose --upgrade --no-deps --no-cache-dir --no-input --disable-pip-version-check --no-build-isolation --require-hashes";
const installing: readonly Usage[] = [
  { options: `${quietly} -r<place> --requirement=<place>`, requires: "-r --requirement", arguments: "local...", clusters: true },
  { options: `${quietly} -e<local> --editable=<local>`, requires: "-e --editable", clusters: true },
  { options: quietly, arguments: "local local...", clusters: true },
];
const packages: Usage = { options: "--outdated --local --format=columns|freeze|json -v --verbose" };

const interpreter: Program = {
  forms: {
    ...{ "-m pytest": pytest, "-m unittest": unittest, "-m unittest discover": discovering, "-m mypy": mypy },
    ...{ "-m ruff check": checkingRuff, "-m ruff format": formattingRuff, "-m black": black, "-m isort": isort, "-m flake8": flake8 },
    "-m compileall": { options: "-q -f -l", arguments: "path..." },
    "-m py_compile": { arguments: "path path..." },
    "-m json.tool": { options: "--sort-keys --compact --no-ensure-ascii --json-lines --indent=<number> --tab", arguments: "path" },
    "-m venv": { options: "--clear --without-pip --system-site-packages", arguments: "path" },
    ...{ "-m pip list": packages, "-m pip freeze": packages, "-m pip install": installing },
    "-m pip check": {},
    "-m pip show": { arguments: "name name..." },
    "": [
      { options: "-V --version", requires: "-V --version" },
      { options: "-B -u -E -s -I -O -P", arguments: "python-file *" },
    ],
  },
};

const pip: Program = {
  forms: {
    list: packages,
    freeze: packages,
    check: {},
    show: { arguments: "name name..." },
    install: installing,
    "": { options: "-V --version", requires: "-V --version" },
  },
};

export const python: Programs = {
  ...{ python: interpreter, python3: interpreter, pip, pip3: pip },
  pytest: { forms: { "": pytest } },
  mypy: { forms: { "": mypy } },
  ruff: { forms: { check: checkingRuff, format: formattingRuff, "": { options: "-V --version", requires: "-V --version" } } },
  black: { forms: { "": black } },
  isort: { forms: { "": isort } },
  flake8: { forms: { "": flake8 } },
};
