import { describe, expect, test } from "vitest";
import { hasOtherScripts, isGuarded } from "../../src/domain/guarded.ts";

const guarded: readonly string[] = [
  ...["test/cart.js", "tests/a/b.py", "src/__tests__/cart.ts", "cart_test.go", "src/cart.test.tsx", "cart.spec.ts", "app/conftest.py"],
  ...["test_cart.py", "test.js", "src/test/java/shop/CartTest.java", "CartTests.cs", "src/__snapshots__/a.snap", "e2e/login.ts"],
  ...["Makefile", "lib/Makefile", "GNUmakefile", "pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "noxfile.py"],
  ...["jest.config.js", "vitest.config.mts", "vite.config.ts", ".mocharc.yml", ".eslintrc", "eslint.config.js", "tsconfig.json"],
  ...["tsconfig.build.json", "biome.json", ".npmrc", "web/.npmrc", "pom.xml", "build.gradle.kts", "mvnw", ".cargo/config.toml"],
  ...[".github/workflows/ci.yml", ".gitlab-ci.yml", "Jenkinsfile", ".circleci/config.yml", ".pre-commit-config.yaml", "CODEOWNERS"],
  ...["AGENTS.md", "packages/api/AGENTS.md", "CLAUDE.md", "CLAUDE.local.md", "GEMINI.md", ".cursor/rules/a.mdc", ".cursorrules"],
  ...[".github/copilot-instructions.md", ".claude/settings.json", ".mcp.json", ".adjutant/policy.yaml", ".husky/pre-commit"],
];

const free: readonly string[] = [
  ...["src/cart.ts", "README.md", "docs/testing.md", "src/contest.ts", "src/latest/index.ts", "attestation.py", "package-lock.json"],
  ...["src/protest.js", "go.mod", "Cargo.toml", "requirements.txt", ".github/ISSUE_TEMPLATE.md", "src/config.ts", "src/agent.ts"],
  ...["docs/makefiles.md", "greatest.java", "src/specification.ts"],
];

describe("isGuarded", () => {
  test.each(guarded)("%s judges or governs the work", (path) => {
    expect(isGuarded(path)).toBe(true);
  });

  test.each(free)("%s is the work itself", (path) => {
    expect(isGuarded(path)).toBe(false);
  });
});

describe("hasOtherScripts", () => {
  const manifest = (scripts: object, rest: object = {}) => JSON.stringify({ name: "shop", scripts, ...rest });

  test.each<readonly [string, string | null, string | null, boolean]>([
    ["another test script", manifest({ test: "vitest run" }), manifest({ test: "true" }), true],
    ["settings of the runner", manifest({ test: "jest" }), manifest({ test: "jest" }, { jest: { testMatch: [] } }), true],
    ["a manifest that is gone", manifest({ test: "jest" }), null, true],
    ["a manifest that cannot be read any more", manifest({ test: "jest" }), "{", true],
    ["a new manifest with scripts", null, manifest({ test: "jest" }), true],
    ["a dependency", manifest({ test: "jest" }), manifest({ test: "jest" }, { dependencies: { a: "1" } }), false],
    ["another order of keys", '{"jest":{},"scripts":{}}', '{"scripts":{},"jest":{}}', false],
  ])("of %s is %s", (_, before, after, other) => {
    expect(hasOtherScripts(before, after)).toBe(other);
  });
});
