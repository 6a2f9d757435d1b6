import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { listAttempts } from "../../src/store/attempts.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { brief, judge, plan, repair, summary, triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { type Program, startProgram } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

let database: TestDatabase;
let repository: Repository;

beforeAll(async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  database = await server.database();
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-shop-")));
  await repository.commit("first", { "exports/nightly.ts": "export {};\n", "README.md": "shop\n" });
});

afterAll(async () => {
  await database.drop();
  await rm(repository.path, { recursive: true, force: true });
});

async function open(script: ModelScript): Promise<{ program: Program; model: ModelServer }> {
  const model = await startModelServer(script);
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
  onTestFinished(async () => {
    await program.close();
    await model.close();
  });
  return { program, model };
}

describe("a task with a model", () => {
  test("a vague request is interviewed over two rounds, planned, refused, corrected, approved, run, repaired and reported", async () => {
    const { program, model } = await open({
      triage: [
        triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]),
        triage(0.8, 0.5, [{ id: "fast", text: "What is fast enough?" }]),
        triage(0.9, 0.9),
      ],
      brief: brief("c1", "c2"),
      plan: [
        plan({ id: "a", kind: "shell", input: { command: "true" }, dependsOn: ["nowhere"] }),
        plan(
          { id: "list", kind: "shell", input: { command: "ls exports" }, independent: true },
          { id: "count", kind: "shell", input: { command: "wc -l README.md" }, independent: true },
          {
            id: "check",
            kind: "test",
            input: { argv: ["grep", "-r", "batch", "exports"] },
            dependsOn: ["list", "count"],
            criteria: ["c2"],
          },
          { id: "tell", kind: "notify", input: { to: "requester", text: "The export was looked at." }, dependsOn: ["check"] },
        ),
      ],
      repair: repair(["check"], { id: "check2", kind: "test", input: { argv: ["grep", "-r", "export", "exports"] }, criteria: ["c2"] }),
      judge: judge(true, "c1", "c2"),
      summary: summary("The export was measured."),
    });
    const talk = await program.ask("make the nightly export faster", { source: repository.path });
    await talk.answer("1");
    await talk.until((task) => task.interview.round === 2);
    await talk.answer("under 15 minutes");
    const waiting = await talk.rest();
    expect(waiting).toMatchObject({ stage: "awaiting_approval", plan: { version: 1, reason: "the shortest way", madeBy: "scripted" } });
    await talk.decide("approve");
    const done = await talk.rest();

    if (done.stage !== "completed")
      console.log(
        JSON.stringify([done.approvals.at(-1), done.evaluation, done.plan?.steps.map((s) => [s.id, s.status, s.reason])], null, 1),
      );
    expect(done.stage).toBe("completed");
    expect(done.plan?.steps.map(({ id, status }) => [id, status])).toEqual([
      ["list", "passed"],
      ["count", "passed"],
      ["check", "superseded"],
      ["tell", "passed"],
      ["check2", "passed"],
    ]);
    expect(done.ending?.headline).toBe("The export was measured.");
    expect(done.ending?.notDone).toContainEqual(expect.objectContaining({ what: "check" }));
    expect(done.evaluation?.verdict).toBe("green");

    const refused = (await readAudit(program.app.database.db, done.id)).filter((entry) => entry.action === "plan.refused");
    expect(JSON.stringify(refused)).toContain("nowhere");
    const [, second] = model.requestsFor("plan");
    expect(second?.prompt).toContain("nowhere");
    expect(second?.prompt).toMatch(/From the programs in the sandbox:[\s\S]*\bgit\b/);
    for (const purpose of ["brief", "plan"] as const) {
      for (const said of ["make the nightly export faster", "Which export?", "orders", "What is fast enough?", "under 15 minutes"]) {
        expect(model.requestsFor(purpose)[0]?.prompt).toContain(said);
      }
    }
    const attempts = await listAttempts(program.app.database.db, done.id);
    const [list, count] = ["list", "count"].map((id) => attempts.find((one) => one.step === id));
    expect(Math.max(list?.id ?? 0, count?.id ?? 0)).toBeLessThan(Math.min(list?.closedSeq ?? 0, count?.closedSeq ?? 0));
    expect((await talk.messages()).map((message) => message.kind)).toEqual(["questions", "questions", "approval", "reply", "result"]);
  });

  test("chat is answered in one call and makes no task", async () => {
    const { program, model } = await open({
      triage: {
        answer: {
          kind: "chat",
          reply: "It is Friday.",
          title: "",
          clarity: { goal: null, constraints: null, success: null },
          questions: [],
          space: null,
        },
      },
    });
    const talk = await program.ask("what day is it?");
    await expect
      .poll(async () => (await talk.messages()).map((message) => (message.kind === "reply" ? message.text : message.kind)), {
        timeout: 10_000,
      })
      .toEqual(["It is Friday."]);
    expect(model.requests).toHaveLength(1);
  });
});
