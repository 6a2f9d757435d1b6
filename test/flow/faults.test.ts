import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import type { Scripted } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { startProgram } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

let database: TestDatabase;
let repository: Repository;

beforeAll(async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  database = await server.database();
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-shop-")));
  await repository.commit("first", { "README.md": "shop\n" });
});

afterAll(async () => {
  await database.drop();
  await rm(repository.path, { recursive: true, force: true });
});

/** Everything a model can do wrong on the wire, and what the person is told of it. */
const faults: readonly { name: string; replies: readonly Scripted[]; told: RegExp; seconds?: number }[] = [
  {
    name: "malformed JSON twice",
    replies: [{ text: "{ not json" }, { text: "still { not" }],
    told: /could not be read|unreadable|not.*JSON/i,
  },
  {
    name: "429 again and again",
    replies: Array.from({ length: 3 }, () => ({ status: 429, message: "slow down" })),
    told: /429|too many|rate/i,
  },
  { name: "500 again and again", replies: Array.from({ length: 3 }, () => ({ status: 500, message: "oops" })), told: /500/ },
  { name: "a cut stream", replies: Array.from({ length: 3 }, () => ({ wire: "cut" }) as const), told: /cut|closed|broke|connection/i },
  { name: "a hang", replies: [{ wire: "hang" }], told: /no complete answer within 1 s/, seconds: 1 },
];

describe("a model that fails", () => {
  test.each(faults)("$name keeps the task, says so in one line, and goes on when told to", async ({ replies, told, seconds }) => {
    const good = brief("c1");
    const model = await startModelServer({
      triage: triage(1, 1),
      brief: [...replies, good, good],
      plan: plan({ id: "look", kind: "shell", input: { command: "cat README.md" } }),
      judge: judge(true, "c1"),
      summary: summary("Looked."),
    });
    const home = await mkdtemp(join(tmpdir(), "adjutant-config-"));
    const config = join(home, "adjutant.yaml");
    await writeFile(config, `model:\n  timeout_seconds: ${seconds ?? 20}\n`);
    const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted", ADJUTANT_CONFIG: config });
    onTestFinished(async () => {
      await program.close();
      await model.close();
      await rm(home, { recursive: true, force: true });
    });

    const talk = await program.ask("look at the readme", { source: repository.path, autonomy: "full" });
    const asked = await talk.rest();
    const [approval] = openApprovals(asked.approvals);
    expect(approval?.subject).toEqual({ kind: "fault" });
    expect(approval?.title).toMatch(told);
    expect(approval?.title).not.toContain("\n");
    await talk.decide("approve");
    const done = await talk.until((task) => task.stage === "completed");
    expect(done.ending?.headline).toBe("Looked.");
  });

  test("a triage that cannot be reached still makes a task that can be taken up again", async () => {
    const model = await startModelServer({
      triage: [...Array.from({ length: 3 }, () => ({ status: 500, message: "oops" })), triage(1, 1)],
      brief: brief("c1"),
      plan: plan({ id: "look", kind: "shell", input: { command: "cat README.md" } }),
      judge: judge(true, "c1"),
      summary: summary("Looked."),
    });
    const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
    onTestFinished(async () => {
      await program.close();
      await model.close();
    });
    const talk = await program.ask("look at the readme", { source: repository.path, autonomy: "full" });
    expect((await talk.rest()).stage).toBe("triage");
    await talk.say("approve");
    expect((await talk.until((task) => task.stage === "completed")).ending?.headline).toBe("Looked.");
  });
});
