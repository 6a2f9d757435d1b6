import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { brief, judge, plan, repair, summary, triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { openShell, type Shell } from "./shell.ts";

let shell: Shell;

beforeAll(async () => {
  shell = await openShell();
  await shell.repository.commit("first", { "exports/nightly.ts": "export {};\n" });
});

afterAll(() => shell.remove());

async function withModel(script: ModelScript): Promise<Readonly<Record<string, string>>> {
  const model = await startModelServer(script);
  onTestFinished(() => model.close());
  return { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" };
}

describe("adjutant run with a model", () => {
  test("answers fill two rounds of questions, --yes approves, a failed step is repaired, and the report names it", async () => {
    const env = await withModel({
      triage: [
        triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]),
        triage(0.8, 0.5, [{ id: "fast", text: "What is fast enough?" }]),
        triage(0.9, 0.9),
      ],
      brief: brief("c1"),
      plan: plan(
        { id: "list", kind: "shell", input: { command: "ls exports" } },
        { id: "check", kind: "test", input: { argv: ["grep", "-r", "batch", "exports"] } },
      ),
      repair: repair(["check"], { id: "check2", kind: "test", input: { argv: ["grep", "-r", "export", "exports"] } }),
      judge: judge(true, "c1"),
      summary: summary("The export was measured."),
    });
    const answers = ["--answer", "orders", "--answer", "under 15 minutes"];
    const { code, stdout, stderr } = await shell.adjutant(["run", "make the nightly export faster", ...answers, "--yes"], { env });
    expect(code).toBe(0);
    expect(stdout).toContain("The export was measured.");
    expect(stdout).toContain("check — failed and was replaced");
    expect(stderr).toMatch(/Which export\?[\s\S]*→ orders[\s\S]*What is fast enough\?[\s\S]*→ under 15 minutes/);
  });

  test("a question nobody answered ends with exit 3 and says how to go on; answer and approve finish it from other shells", async () => {
    const env = await withModel({
      triage: [triage(0.5, 0.3, [{ id: "which", text: "Which export?" }]), triage(0.9, 0.9)],
      brief: brief("c1"),
      plan: plan({ id: "list", kind: "shell", input: { command: "ls exports" } }),
      judge: judge(true, "c1"),
      summary: summary("Listed."),
    });
    const asked = await shell.adjutant(["run", "make the nightly export faster"], { env });
    expect(asked.code).toBe(3);
    const number = /adjutant answer (\d+)/.exec(asked.stderr)?.[1] ?? "";
    const answered = await shell.adjutant(["answer", number, "orders"], { env });
    expect(answered.code).toBe(3);
    expect(answered.stderr).toMatch(/adjutant approve apr_/);
    const approved = await shell.adjutant(["approve", number], { env });
    expect(approved.code).toBe(0);
    expect(approved.stdout).toContain("Listed.");
  });

  test("a server that is down keeps the task and says so in one line", async () => {
    const env = { OPENAI_BASE_URL: "http://127.0.0.1:1/v1", ADJUTANT_MODEL: "scripted" };
    const { code, stderr } = await shell.adjutant(["run", "make the nightly export faster"], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/127\.0\.0\.1:1/);
    expect(stderr).toMatch(/adjutant approve apr_/);
  });
});
