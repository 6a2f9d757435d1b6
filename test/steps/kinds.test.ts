import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { usedNothing } from "../../src/domain/budget.ts";
import type { ModelAnswer } from "../../src/model/model.ts";
import { chooseSandbox } from "../../src/sandbox/index.ts";
import { stepKinds } from "../../src/steps/index.ts";
import { rulesOf } from "../../src/steps/rules.ts";
import type { StepThinking } from "../../src/steps/step.ts";
import { schema } from "../fixtures/commands.ts";
import { openStage } from "../fixtures/stage.ts";

const sandbox = await chooseSandbox();
const usage = { promptTokens: 10, completionTokens: 5, costMicros: 7 };
const answer = <T>(value: T): ModelAnswer<T> => ({ result: { ok: true, value }, usage });
const unasked = () => Promise.reject(new Error("was not to be asked"));
const thinking = (some: Partial<StepThinking>): StepThinking => ({ research: unasked, draft: unasked, review: unasked, ...some });
const kinds = rulesOf(stepKinds, schema);

describe("shell", () => {
  test("passes with the line that says what came of it as headline, and leaves its artifacts", async () => {
    await using stage = await openStage(sandbox);

    const outcome = await stage.runStep("shell", { command: "echo; echo '  one  '; echo two; echo x > $ARTIFACTS/x.txt; echo noise >&2" });

    expect(outcome).toMatchObject({
      kind: "passed",
      headline: "two",
      exitCode: 0,
      output: "\n  one  \ntwo\n",
      artifacts: [{ name: "x.txt", bytes: 2 }],
    });
  });

  test.each([
    ["part 1 of 3\\npart 2 of 3\\n6 rows written", false, "6 rows written"],
    [".:\\nexports\\nexports/nightly.ts", false, "3 lines printed"],
    ["{\\n1\\n}", false, "3 lines printed"],
    ["./exports", false, "./exports"],
    ["2 over 5 MB\\nassets/intro.mp4", true, "2 over 5 MB"],
  ])("says of %j (a recipe's: %s) %j", async (printed, recited, headline) => {
    await using stage = await openStage(sandbox);
    expect(await stage.runStep("shell", { command: `printf '${printed}\\n'` }, { spec: { recited } })).toMatchObject({ headline });
  });

  test("fails by its exit code, and names the last line", async () => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("shell", { command: "echo start; echo 'no such thing' >&2; exit 3" })).toMatchObject({
      kind: "failed",
      exitCode: 3,
      reason: "exit 3: no such thing",
      output: expect.stringContaining("start"),
    });
  });

  test("passes with expect any whatever the exit code, and says it", async () => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("shell", { command: "echo odd; exit 3" }, { spec: { expect: "any" } })).toMatchObject({
      kind: "passed",
      exitCode: 3,
      headline: "exit 3: odd",
    });
  });

  test("gets parameters as environment, never as syntax", async () => {
    await using stage = await openStage(sandbox);
    const env = { PARAM_NAME: "$(id); `id`; 'x' \"y\"" };

    expect(await stage.runStep("shell", { command: 'printf "%s" "$PARAM_NAME"' }, { env })).toMatchObject({ output: env.PARAM_NAME });
  });

  test("fails when its time is up, and is broken, not failed, when it was cancelled", async () => {
    await using stage = await openStage(sandbox);
    const cancelled = AbortSignal.abort();

    expect(await stage.runStep("shell", { command: "sleep 100" }, { spec: { timeoutSeconds: 1 } })).toMatchObject({
      kind: "failed",
      exitCode: null,
      reason: "stopped after 1 s: it was not done in time",
    });
    expect(await stage.runStep("shell", { command: "sleep 100" }, { signal: cancelled, spec: { expect: "any" } })).toMatchObject({
      kind: "broken",
      reason: "cancelled",
    });
  });

  test("is broken with the cure where the sandbox refuses", async () => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("shell", { command: "true" }, { env: { PATH: "/evil" } })).toMatchObject({
      kind: "broken",
      transient: false,
      reason: expect.stringContaining("PATH"),
    });
  });
});

describe("execute", () => {
  test("puts outputs and parameters in as whole arguments", async () => {
    await using stage = await openStage(sandbox);
    const input = { argv: ["printf", "<%s>", "{{steps.list.output}}", "{{params.name}}", "plain"] };

    const outcome = await stage.runStep("execute", input, { outputs: { list: " a; b\n" }, env: { PARAM_NAME: "$(x) y" } });

    expect(outcome).toMatchObject({ kind: "passed", output: "<a; b><$(x) y><plain>" });
  });

  test("runs nothing where a value is missing", async () => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("execute", { argv: ["touch", "/artifacts/ran", "{{steps.list.output}}"] })).toMatchObject({
      kind: "broken",
      reason: "{{steps.list.output}}: there is no such value. Depend on the step, or give the parameter.",
    });
    expect(await stage.runStep("execute", { argv: ["ls", "/artifacts"] })).toMatchObject({ headline: "done, nothing printed" });
  });

  describe("checks again what its references have become", () => {
    const smuggled = { outputs: { list: "--output=/artifacts/ran" } };
    const input = { argv: ["git", "log", "{{steps.list.output}}"] };

    test.for([
      ["a planner's", false],
      ["a recipe's", true],
    ] as const)("an output of %s step is no option", async ([_whose, recited]) => {
      await using stage = await openStage(sandbox);

      expect(await stage.runStep("execute", input, { ...smuggled, spec: { recited } })).toMatchObject({
        kind: "broken",
        transient: false,
        reason: expect.stringMatching(/^\{\{steps\.list\.output\}\}: its value begins with a dash .* Put "--" before it\.$/),
      });
      expect(await stage.runStep("execute", { argv: ["ls", "/artifacts"] })).toMatchObject({ headline: "done, nothing printed" });
    });

    test("a value that does not fit where it stands is not run, whoever planned it", async () => {
      await using stage = await openStage(sandbox);
      for (const recited of [true, false]) {
        const outside = { outputs: { list: "/etc/passwd" }, spec: { recited } };
        expect(await stage.runStep("test", { argv: ["cat", "{{steps.list.output}}"] }, outside)).toMatchObject({
          kind: "broken",
          reason: expect.stringMatching(/^not run: "cat": "\/etc\/passwd" does not fit here/),
        });
      }
    });

    test("a planner's command that no schema knows is not run, however it got here; a recipe's is", async () => {
      await using stage = await openStage(sandbox);
      const perl = { argv: ["perl", "-e", "print 1"] };

      expect(await stage.runStep("execute", perl)).toMatchObject({
        kind: "broken",
        reason: expect.stringContaining('not run: "perl -e" is not among'),
      });
      expect(await stage.runStep("execute", perl, { spec: { recited: true } })).toMatchObject({ kind: "passed", headline: "1" });
    });
  });

  test("starts in the directory of a manifest below the root", async () => {
    await using stage = await openStage(sandbox);
    await stage.runStep("shell", { command: "mkdir api" }, { spec: { needs: { writes: ["."], network: [], secrets: [], hostPaths: [] } } });

    expect(await stage.runStep("execute", { argv: ["pwd"], directory: "api" })).toMatchObject({ headline: "/workspace/api" });
  });

  test("git takes no settings from what only looks like a repository among the files", async () => {
    await using stage = await openStage(sandbox);
    const settings = [
      ["core.repositoryformatversion", "0"],
      ["core.bare", "false"],
      ["core.worktree", "."],
      ["core.fsmonitor", "echo ran >/artifacts/ran; false"],
    ].map(([key, value]) => `git config -f trap/config ${key} '${value}'`);
    const made = ["mkdir -p trap/objects trap/refs", "echo 'ref: refs/heads/x' >trap/HEAD", ...settings].join("; ");
    const all = { spec: { needs: { writes: ["."], network: [], secrets: [], hostPaths: [] } } };
    await stage.runStep("shell", { command: made }, all);

    await stage.runStep("execute", { argv: ["git", "status"], directory: "trap" }, all);
    expect(await stage.runStep("execute", { argv: ["ls", "/artifacts"] })).toMatchObject({ headline: "done, nothing printed" });
  });
});

test("what one directory was approved for is another thing in another", () => {
  const shapeOf = (directory?: string) => {
    const read = kinds.get("execute")?.read({ argv: ["make", "test"], ...(directory && { directory }) });
    return read?.ok ? read.value.shape : null;
  };
  expect([shapeOf(), shapeOf("."), shapeOf("./api/"), shapeOf("api")]).toEqual([
    "make test",
    "make test",
    "make test (in api)",
    "make test (in api)",
  ]);
});

describe("test", () => {
  const command = (exit: number) => ["./run.sh", `${exit}`];

  test.for([
    [0, "success", "passed", "./run.sh 0: passed (3 tests)"],
    [1, "success", "failed", "./run.sh 1: 1 of 3 failed"],
    [1, "any", "passed", "./run.sh 1: 1 of 3 failed"],
  ] as const)("with exit %i and expect %s has %s", async ([exit, expected, kind, headline]) => {
    await using stage = await openStage(sandbox);
    await writeFile(join(stage.workspace, "run.sh"), `#!/bin/sh\necho '# tests 3'; echo "# fail $1"; exit $1`, { mode: 0o755 });

    const outcome = await stage.runStep("test", { argv: command(exit) }, { spec: { expect: expected } });

    expect(outcome).toMatchObject({ kind, headline, exitCode: exit, ...(kind === "failed" ? { reason: headline } : {}) });
  });

  test("says that a program is not there instead of blaming the tests", async () => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("test", { argv: ["./no-such-runner", "test"] })).toMatchObject({
      kind: "failed",
      reason: "./no-such-runner test: could not be started (exit 127)",
    });
  });
});

describe("validation of what steps run", () => {
  const objections = (kind: string, input: Parameters<NonNullable<ReturnType<typeof kinds.get>>["read"]>[0]) => {
    const read = kinds.get(kind)?.read(input);
    return read?.ok ? [...read.value.objections, ...read.value.unknownCommands].join(" ") : read?.error;
  };

  test.for([
    ["shell", { command: "echo {{params.x}}" }, /must not contain/],
    ["execute", { argv: ["npm", "x{{params.x}}"] }, /whole argument/],
    ["execute", { argv: ["{{params.x}}"] }, /program itself must be written out/],
    ["execute", { argv: ["npm", "test", "&&", "npm", "publish"] }, /"&&" is shell syntax/],
    ["execute", { argv: ["bash", "-lc", "npm test"] }, /hides a shell line/],
    ["execute", { argv: ["curl", "x"] }, /"curl" is not among the programs .* plan it as a `shell` step, or let a notify say/],
    ["execute", { argv: ["/usr/bin/npm"] }, /without its directory/],
    ["execute", { argv: ["../npm"] }, /without its directory/],
    ["execute", { argv: ["npm"], directory: "../x" }, /inside the workspace/],
    ["execute", { argv: ["./concurrently", "id"], directory: "node_modules/.bin" }, /of the project itself/],
    ["test", { argv: ["cat", "config"], directory: "api/.git" }, /of the project itself/],
    ["execute", { argv: ["git", "log", "--output=x"] }, /"git log": "--output=x" is not among its options/],
    ["test", { argv: ["git", "log", "--grep={{params.x}}"] }, /whole argument/],
    ["notify", { to: "", text: "x" }, /must name somebody/],
  ] as const)("objects to %s %j", ([kind, input, message]) => {
    expect(objections(kind, input)).toMatch(message);
  });

  test.for([
    ["execute", { argv: ["npm", "test", "{{steps.a.output}}", "{{params.b}}"] }],
    ["execute", { argv: ["./gradlew", "test"] }],
    ["shell", { command: "a | b > $STEPS/a/output" }],
  ] as const)("has nothing against %s %j", ([kind, input]) => {
    expect(objections(kind, input)).toBe("");
  });
});

describe("draft", () => {
  test("keeps the text of the plan without asking any model", async () => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("draft", { text: "Hello\nworld", instruction: "" })).toMatchObject({
      kind: "passed",
      headline: "Hello",
      output: "Hello\nworld",
      artifacts: [{ name: "step.md", bytes: 11 }],
      usage: usedNothing,
    });
  });

  test("asks the model with what earlier steps found, and tells what it cost", async () => {
    await using stage = await openStage(sandbox);
    const think = thinking({ draft: async ({ instruction, material }) => answer({ text: `${instruction} ${material["facts"]}` }) });

    expect(await stage.runStep("draft", { text: null, instruction: "Tell:" }, { think, outputs: { facts: "it rains" } })).toMatchObject({
      kind: "passed",
      output: "Tell: it rains",
      usage,
    });
  });

  test("fails where no text came back, and is broken where there is no model", async () => {
    await using stage = await openStage(sandbox);
    const think = thinking({ draft: async () => answer({ text: " \n" }) });

    expect(await stage.runStep("draft", { text: null, instruction: "x" }, { think })).toMatchObject({
      kind: "failed",
      reason: "the draft came back without text",
      usage,
    });
    expect(await stage.runStep("draft", { text: " ", instruction: "x" })).toMatchObject({ kind: "failed" });
    expect(await stage.runStep("draft", { text: null, instruction: "x" })).toMatchObject({
      kind: "broken",
      transient: false,
      reason: expect.stringMatching(/OPENAI_BASE_URL and ADJUTANT_MODEL/),
    });
  });

  test("passes on a fault of the model with what was spent", async () => {
    await using stage = await openStage(sandbox);
    const think = thinking({
      draft: async () => ({ result: { ok: false, fault: { code: "model_unavailable", message: "busy", transient: true } }, usage }),
    });

    expect(await stage.runStep("draft", { text: null, instruction: "x" }, { think })).toEqual({
      kind: "broken",
      reason: "busy",
      transient: true,
      usage,
    });
  });
});

describe("research", () => {
  test("reads the workspace inside the sandbox and tells answer and sources", async () => {
    await using stage = await openStage(sandbox);
    await writeFile(join(stage.workspace, "-odd name.txt"), "alpha\nbeta\ngamma\n");
    await writeFile(join(stage.workspace, "notes.md"), "the beta of all betas\n");
    const seen: string[] = [];
    const signal = new AbortController().signal;
    const think = thinking({
      research: async (_, tools) => {
        const call = async (name: string, input: unknown) =>
          void seen.push((await tools.find((tool) => tool.name === name)?.run(input, signal)) ?? "none");
        await call("list_files", {});
        await call("read_file", { path: "-odd name.txt", from: 2, lines: 1 });
        await call("search", { pattern: "bet[a]" });
        await call("read_file", { path: "/etc/passwd" });
        await call("read_file", { path: "../../etc/passwd" });
        await call("search", { pattern: "nowhere to be found" });
        await call("search", { pattern: "" });
        return answer({ answer: "In notes.\nMore.", sources: [{ kind: "file", ref: "notes.md:1", quote: "the beta" }] });
      },
    });

    const outcome = await stage.runStep("research", { query: "Where is beta?" }, { think });

    expect(outcome).toMatchObject({
      kind: "passed",
      headline: "In notes.",
      output: "In notes.\nMore.\n\nSources:\n- file notes.md:1: “the beta”",
      usage,
    });
    expect(seen[0]?.split("\n").sort()).toEqual(["./", "./-odd name.txt", "./notes.md"]);
    expect(seen[1]).toBe("beta");
    expect(seen[2]?.split("\n").sort()).toEqual(["./-odd name.txt:2:beta", "./notes.md:1:the beta of all betas"]);
    expect(seen[3]).toMatch(/not a path inside the workspace/);
    expect(seen[4]).toMatch(/not a path inside the workspace/);
    expect(seen[5]).toBe("nothing found in .");
    expect(seen[6]).toMatch(/bad arguments: pattern/);
    expect(stage.reports).toContain("read_file -odd name.txt");
  });

  test("fails without an answer and is broken without a model", async () => {
    await using stage = await openStage(sandbox);
    const think = thinking({ research: async () => answer({ answer: " ", sources: [] }) });

    expect(await stage.runStep("research", { query: "x" }, { think })).toMatchObject({ kind: "failed" });
    expect(await stage.runStep("research", { query: "x" })).toMatchObject({
      kind: "broken",
      reason: expect.stringMatching(/OPENAI_BASE_URL/),
    });
  });
});

describe("review", () => {
  const echo = (verdict: "pass" | "concerns" | "fail") =>
    thinking({
      review: async ({ content }) => answer({ verdict, findings: [{ severity: "major", place: "line 1", text: content.trim() }] }),
    });

  test.for(["{{steps.notes.output}}", "steps.notes.output", "notes"])("judges the output of a step named %s", async (artifact) => {
    await using stage = await openStage(sandbox);

    expect(await stage.runStep("review", { artifact }, { think: echo("concerns"), outputs: { notes: "the text" } })).toMatchObject({
      kind: "passed",
      output: "concerns, 1 finding\n- major line 1: the text",
      usage,
    });
  });

  test("judges the content of a workspace file, and a verdict of fail fails the step", async () => {
    await using stage = await openStage(sandbox);
    await writeFile(join(stage.workspace, "my notes.md"), "bad text");

    expect(await stage.runStep("review", { artifact: "my notes.md" }, { think: echo("fail") })).toMatchObject({
      kind: "failed",
      reason: "the review failed it: bad text",
    });
  });

  test("judges an artifact that an earlier step left", async () => {
    await using stage = await openStage(sandbox);
    await mkdir(join(stage.steps, "write", "artifacts"), { recursive: true });
    await writeFile(join(stage.steps, "write", "artifacts", "re[po]rt.md"), "from the step");

    expect(await stage.runStep("review", { artifact: "re[po]rt.md" }, { think: echo("pass") })).toMatchObject({
      kind: "passed",
      output: expect.stringContaining("from the step"),
    });
  });

  test("fails where there is nothing to judge, without asking the model", async () => {
    await using stage = await openStage(sandbox);
    const think = thinking({});

    for (const artifact of ["missing.md", "/etc/passwd", "../x"])
      expect(await stage.runStep("review", { artifact }, { think })).toMatchObject({ kind: "failed" });
    expect(await stage.runStep("review", { artifact: "a" }, { think, outputs: { a: " " } })).toMatchObject({
      kind: "failed",
      reason: "a is empty: there is nothing to review",
    });
  });
});

describe("notify", () => {
  test.for([
    ["requester", "read"],
    ["Room", "read"],
    ["here", "read"],
    ["#general", "external"],
    ["mia", "external"],
  ] as const)("to %s is of tier %s", ([to, tier]) => {
    const read = kinds.get("notify")?.read({ to, text: "x" });

    expect(read?.ok && read.value.tier).toBe(tier);
  });

  test("hands over the output of a step, and is broken where nobody can be reached", async () => {
    await using stage = await openStage(sandbox);
    const told: (readonly [string, string])[] = [];
    const input = { to: "requester", text: "{{steps.a.output}}" };

    const outcome = await stage.runStep("notify", input, {
      outputs: { a: "all is well\n" },
      tell: async (to, text) => {
        told.push([to, text]);
        return { ok: true, value: null };
      },
    });
    const lost = await stage.runStep(
      "notify",
      { to: "#gone", text: "x" },
      {
        tell: async () => ({ ok: false, fault: { code: "internal", message: "no room #gone", transient: false } }),
      },
    );

    expect(outcome).toMatchObject({ kind: "passed", headline: "said here" });
    expect(told).toEqual([["requester", "all is well"]]);
    expect(lost).toMatchObject({ kind: "broken", reason: "no room #gone" });
  });
});
