import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checks, findChecks } from "../../src/checks/index.ts";
import { filesIn } from "../fixtures/workspace-files.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "checks-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

async function titlesIn(files: Files): Promise<readonly string[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return (await findChecks(filesIn(root))).map(
    ({ purpose, argv, directory }) => `${purpose}: ${argv.join(" ")}${directory === "." ? "" : ` in ${directory}`}`,
  );
}

const scripts = (all: Files, more: object = {}) => JSON.stringify({ scripts: all, ...more });
const some = scripts({ test: "vitest run", lint: "biome check", typecheck: "tsc", build: "vite build", start: "node ." });

const cases: readonly (readonly [string, Files, readonly string[]])[] = [
  [
    "npm scripts",
    { "package.json": some, "package-lock.json": "{}" },
    ["test: npm test", "lint: npm run lint", "typecheck: npm run typecheck", "build: npm run build"],
  ],
  ["pnpm by its lock file", { "package.json": scripts({ test: "x" }), "pnpm-lock.yaml": "" }, ["test: pnpm test"]],
  [
    "yarn by its lock file",
    { "package.json": scripts({ test: "x", lint: "y" }), "yarn.lock": "" },
    ["test: yarn test", "lint: yarn run lint"],
  ],
  ["bun's scripts, not bun's own runner", { "package.json": scripts({ test: "x" }), "bun.lock": "" }, ["test: bun run test"]],
  [
    "the manager that the manifest names",
    { "package.json": scripts({ test: "x" }, { packageManager: "pnpm@9.1.0" }), "package-lock.json": "" },
    ["test: pnpm test"],
  ],
  ["another spelling of typecheck", { "package.json": scripts({ "type-check": "tsc" }) }, ["typecheck: npm run type-check"]],
  ["no script where npm only put its placeholder", { "package.json": scripts({ test: 'echo "Error: no test specified" && exit 1' }) }, []],
  ["nothing in a package.json that is no JSON", { "package.json": "{ nonsense" }, []],
  ["nothing in a package.json without scripts", { "package.json": "[1]" }, []],
  [
    "pytest, ruff and mypy of a pyproject",
    {
      "pyproject.toml":
        '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n[tool.ruff]\nline-length = 100\n[tool.mypy]\nstrict = true\n[tool.other]\nfiles = "x"\n',
    },
    ["test: python3 -m pytest", "lint: ruff check .", "typecheck: mypy ."],
  ],
  ["mypy's own list of files", { "setup.cfg": "[mypy]\nfiles = src\n" }, ["typecheck: mypy"]],
  [
    "pytest among the dependencies",
    { "pyproject.toml": '[dependency-groups]\ndev = ["pytest>=8", "black"]\n' },
    ["test: python3 -m pytest"],
  ],
  ["pytest in requirements", { "requirements-dev.txt": "black\npytest==8.1\n" }, ["test: python3 -m pytest"]],
  ["no pytest where only a plugin of it is named in passing", { "pyproject.toml": 'description = "not pytest at all"\n' }, []],
  ["pytest of tox.ini", { "tox.ini": "[pytest]\naddopts = -q\n" }, ["test: python3 -m pytest"]],
  ["the virtual environment of the project", { "pytest.ini": "[pytest]\n", ".venv/bin/python": "" }, ["test: .venv/bin/python -m pytest"]],
  ["unittest where there are only test files", { "tests/test_cart.py": "" }, ["test: python3 -m unittest discover -s tests"]],
  ["cargo", { "Cargo.toml": "[package]\n" }, ["test: cargo test --no-fail-fast", "build: cargo build"]],
  ["go", { "go.mod": "module x\n" }, ["test: go test ./...", "lint: go vet ./..."]],
  ["maven", { "pom.xml": "<project/>" }, ["test: mvn test"]],
  ["the maven script of the project", { "pom.xml": "<project/>", mvnw: "" }, ["test: ./mvnw test"]],
  ["gradle", { "build.gradle.kts": "" }, ["test: gradle test"]],
  ["the gradle script of the project", { "build.gradle": "", gradlew: "" }, ["test: ./gradlew test"]],
  ["make's test", { Makefile: ".PHONY: test\ntest: build\n\t./t\n" }, ["test: make test"]],
  [
    "make's check, and a target among others",
    { Makefile: "all check: x\n\t./t\nlint::\n\t./l\n" },
    ["test: make check", "lint: make lint"],
  ],
  ["no target that is only a variable, phony or a recipe", { Makefile: "test := 1\n.PHONY: check\nall:\n\tlint: x\nlatest: all\n" }, []],
  [
    "make only for what the language leaves open",
    { Makefile: "test:\n\tgo test\nlint:\n\tx\n", "Cargo.toml": "" },
    ["test: cargo test --no-fail-fast", "build: cargo build", "lint: make lint"],
  ],
  [
    "two languages at once",
    { "package.json": scripts({ test: "x" }), "go.mod": "module x" },
    ["test: npm test", "test: go test ./...", "lint: go vet ./..."],
  ],
  [
    "direct folders where the root has nothing",
    {
      "README.md": "",
      "web/package.json": scripts({ test: "x" }),
      "api/go.mod": "module x",
      "node_modules/x/package.json": some,
      ".hidden/go.mod": "",
    },
    ["test: go test ./... in api", "lint: go vet ./... in api", "test: npm test in web"],
  ],
  ["nothing in an empty directory", {}, []],
];

describe("findChecks", () => {
  test.for(cases)("finds %s", async ([, files, titles]) => {
    expect(await titlesIn(files)).toEqual(titles);
  });

  test("requires tests, type checks and builds, but not lint", async () => {
    await titlesIn({ "package.json": some });
    const required = (await findChecks(filesIn(root))).filter((command) => command.required);

    expect(required.map(({ purpose }) => purpose)).toEqual(["test", "typecheck", "build"]);
  });

  test("says in the title where a command of a folder runs", async () => {
    await titlesIn({ "api/Cargo.toml": "" });

    expect((await findChecks(filesIn(root))).map(({ title }) => title)).toEqual(["cargo test in api", "cargo build in api"]);
  });

  test("has every folder of the axis in its registry", async () => {
    const entries = await readdir(fileURLToPath(new URL("../../src/checks/", import.meta.url)), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

    expect(checks.map(({ name }) => name).sort()).toEqual(folders.sort());
  });
});
