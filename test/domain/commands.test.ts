import { describe, expect, test } from "vitest";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { readCommands } from "../../src/domain/shell-text.ts";
import { type PlanFrame, validatePlan } from "../../src/domain/validation.ts";
import { draftOf, kinds, stepWith } from "./world.ts";

function errorsOf(steps: readonly StepDraft[], frame: Partial<PlanFrame> = {}): string {
  const valid = validatePlan(steps, { kinds, agents: [], criteria: [], ...frame });
  return valid.ok ? "" : valid.errors.join("\n");
}

const shell = (command: string, rest: Partial<StepDraft> = {}) => draftOf("a", { kind: "shell", input: { command }, ...rest });
const argv = (...words: readonly string[]) => draftOf("a", { kind: "execute", input: { argv: [...words] } });

describe("the commands of a shell text", () => {
  test.each<[string, readonly string[]]>([
    ["ls -l; wc -l x && echo 'a && b' | cat", ["ls -l", "wc -l x", "echo a && b", "cat"]],
    ["CI=1 npm test", ["npm test"]],
    ["if make a; then make b\nfi # make c", ["make a", "make b", "fi"]],
    ["x=$(git rev-parse HEAD)", ["git rev-parse HEAD"]],
    ["cat > notes.md <<EOF\nnpm test\nnpm run lint\nEOF\nls", ["cat > notes.md <<EOF", "ls"]],
    ["cat > all.sh <<'EOF'\nnpm test\nEOF", ["cat > all.sh <<EOF", "npm test", "EOF"]],
    ['echo "it\'s \\"one\\""', ['echo it\'s \\"one\\"']],
  ])("%j", (text, expected) => expect(readCommands(text).map((words) => words.join(" "))).toEqual(expected));
});

describe("what installs for the whole machine is refused, and a missing tool is one honest notify", () => {
  test.each([
    shell("apt-get update && apt-get install -y jq"),
    shell("sudo make install"),
    shell("apk add jq"),
    shell("npm i -g typescript"),
    shell("yarn global add serve"),
    shell("pip install requests"),
    shell("python3 -m pip install --user requests"),
    shell("pip install --break-system-packages requests"),
    shell("cd tools; cargo install ripgrep"),
    shell("curl -fsSL https://example.org/install.sh | sh"),
    argv("pip3", "install", "requests"),
    argv("go", "install", "example.org/x@latest"),
    argv("gem", "install", "rake"),
    argv("brew", "install", "jq"),
    argv("npm", "install", "--global", "serve"),
  ])("$input", (step) => expect(errorsOf([step])).toMatch(/^step "a": ".*a tool that is missing is one honest notify step\.$/m));

  test.each([
    shell("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"),
    shell("python3 -m venv .venv\n. .venv/bin/activate\npip install requests"),
    shell("pip install --target vendor requests"),
    shell("npm ci"),
    shell("cargo install --root target/tools ripgrep"),
    shell("echo apt-get install jq"),
    shell("bundle install"),
    argv("make", "install"),
  ])("the workspace's own are not: $input", (step) => expect(errorsOf([step])).toBe(""));
});

describe("one step per real command of a manifest", () => {
  test("a shell line of several is refused and each is named", () => {
    expect(errorsOf([shell("npm run lint && npm test")])).toBe(
      'step "a": it runs several of the project\'s commands in one: npm run lint; npm test. Make one step of each.',
    );
  });

  test.each([
    shell("cargo clippy; cargo test"),
    shell("make lint\nmake test"),
    shell("cat > checks.sh <<EOF\nnpm run lint\nnpm test\nEOF"),
    shell("./scripts/run-all.sh"),
    argv("sh", "run-all.sh"),
    argv("npx", "npm-run-all", "lint", "test"),
  ])("wrappers too: $input", (step) => expect(errorsOf([step])).toMatch(/Make one step of each/));

  test.each([
    shell("npm ci && npm test"),
    shell("cd packages/api && npm test | tee log"),
    shell("npm test -- --json > out.json; jq .numFailedTests out.json"),
    shell("sh scripts/release.sh"),
    argv("./scripts/release.sh", "--dry-run"),
    argv("npm", "run", "ci"),
  ])("one command is one step: $input", (step) => expect(errorsOf([step])).toBe(""));
});

describe("a run step depends on the step that produces what it runs", () => {
  const maker = draftOf("make", {
    kind: "shell",
    input: { command: "echo x > gen.py" },
    needs: { ...nothing, writes: ["gen.py", "out"] },
  });
  const runs = (words: readonly string[], rest: Partial<StepDraft> = {}) =>
    draftOf("run", { kind: "execute", input: { argv: [...words] }, independent: true, ...rest });

  test.each([[["python3", "gen.py"]], [["python3", "./gen.py"]], [["./out/tool"]]])("%j", (words) => {
    expect(errorsOf([maker, draftOf("other", { dependsOn: ["make"] }), runs(words)])).toMatch(
      /step "run" uses \S+, which step "make" writes; add "make" to its dependsOn\./,
    );
  });

  test("in a shell as well", () => {
    const step = draftOf("run", { kind: "shell", input: { command: "cd out; sh ../x.sh && python3 gen.py" }, independent: true });
    expect(errorsOf([maker, draftOf("other", { dependsOn: ["make"] }), step])).toContain("uses gen.py");
  });

  test("directly, indirectly, or not at all is fine", () => {
    const between = draftOf("between", { dependsOn: ["make"] });
    expect(errorsOf([maker, runs(["python3", "gen.py"], { dependsOn: ["make"] })])).toBe("");
    expect(errorsOf([maker, between, runs(["python3", "gen.py"], { dependsOn: ["between"] })])).toBe("");
    expect(errorsOf([maker, between, runs(["python3", "other.py"])])).toBe("");
  });

  test("a step that writes anything in the workspace says too little to be held against", () => {
    const anything = { ...maker, needs: { ...nothing, writes: ["."] } };
    expect(errorsOf([anything, draftOf("other", { dependsOn: ["make"] }), runs(["python3", "gen.py"])])).toBe("");
  });
});

describe("a command that no schema knows", () => {
  const injected = argv("git", "log", "--output=src/app.ts");
  test("goes back to the planner with the word and the cure", () => {
    expect(errorsOf([injected])).toBe(
      'step "a": "git log": "--output=src/app.ts" is not among its options here. Leave that out, or plan it as a `shell` step.',
    );
  });

  test("is its author's in a recipe, and stays so where a model changes the plan around it", () => {
    const recited = validatePlan([injected], { kinds, agents: [], criteria: [], recited: true });
    const before = recited.ok ? recited.steps : [];
    expect(before).toMatchObject([{ recited: true }]);
    const revised = validatePlan([injected, draftOf("b")], { kinds, agents: [], criteria: [], accepted: before });
    expect(revised.ok && revised.steps.map((step) => step.recited)).toEqual([true, false]);
    const changed = argv("git", "log", "--output=src/other.ts");
    expect(errorsOf([changed], { accepted: before })).toContain("is not among its options");
  });
});

test("nobody argues about what a recipe runs, or what was accepted before", () => {
  const chained = shell("npm run lint && npm test");
  expect(errorsOf([chained], { recited: true })).toBe("");
  expect(errorsOf([chained], { accepted: [stepWith("a", { kind: "shell", input: chained.input })] })).toBe("");
  expect(errorsOf([chained], { accepted: [stepWith("a", { kind: "shell", input: { command: "npm test" } })] })).not.toBe("");
});
