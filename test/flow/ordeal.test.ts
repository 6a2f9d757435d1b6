import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Message } from "../../src/domain/message.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { verifyChain } from "../../src/store/audit/verification.ts";
import { servers } from "../fixtures/databases.ts";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { openOrdeal, type Survivor } from "../fixtures/ordeal.ts";
import { makeHome, type Program } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";
import { twelveSteps } from "../fixtures/twelve-steps.ts";
import { findProcesses } from "../sandbox/scene.ts";

let repository: Repository;
let model: ModelServer;
beforeAll(async () => {
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-crash-")));
  await repository.commit("first", { "README.md": "shop\n" });
  model = await startModelServer(twelveSteps);
});
afterAll(async () => {
  await model.close();
  await rm(repository.path, { recursive: true, force: true });
});

/** Tasks whose worker is killed at the same time: each may hold one of its ten connections. */
const atOnce = 9;
/** A boundary that only some runs come to is a stop in one of so many rounds. */
const rounds = 5;

const thoughts = ["triage", "brief", "plan", "classify", "judge", "summary"];
const steps = ["look", "read", "first", "second", "left", "right", "text", "third", "check", "publish", "tell"];

/** Among the boundaries must be those of every effect of a step and every thought, and of every transaction that one passed in. */
const expected = ["triage", ...thoughts.map((one) => `think ${one}`), ...steps.flatMap((one) => [`run ${one}`, `attempt.passed ${one}`])]
  .flatMap((what) => [`before ${what}`, `after ${what}`])
  .toSorted();

describe.concurrent.each(servers)("kill -9 and another worker, on $name", ({ start }) => {
  test("at every boundary of a task's transactions and effects, nothing is lost, and nothing is done, asked or told twice", async ({
    expect,
    onTestFinished,
  }) => {
    const database = await (await start()).database();
    const home = await makeHome();
    const env = { ADJUTANT_HOME: home, HOME: home, ADJUTANT_LOG_LEVEL: "error", OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" };
    // Who is held waits until everybody is.
    const request: Parameters<Program["ask"]> = ["make the nightly export faster", { source: repository.path }, 180_000];
    const ordeal = await openOrdeal(database, env, home, request, () => expect.poll(() => findProcesses(home)).toEqual([]));
    onTestFinished(async () => {
      await ordeal.close();
      await database.drop();
    });
    const wrong: string[] = [];
    for (let round = 0; round < rounds && (round === 0 || ordeal.missed(1).length > 0); round += 1) {
      const survivors = await ordeal.endure(round === 0 ? atOnce : 3);
      for (const survivor of survivors) wrong.push(...(await complaints(survivor, ordeal.program)));
    }
    expect(wrong).toEqual([]);
    // What one task came to, and only when nobody could be held any more, is chance.
    expect(ordeal.missed(3)).toEqual([]);
    expect([...ordeal.stops]).toEqual(expect.arrayContaining(expected));
  }, 1_500_000);
});

/** Everything that is not as it must be after a crash, wherever it was. */
async function complaints(survivor: Survivor, { app }: Program): Promise<readonly string[]> {
  const { task, talk } = survivor;
  const { db } = app.database;
  const attempts = await listAttempts(db, task.id);
  const audit = (await readAudit(db, task.id)).map((entry) => entry.action);
  const messages = await talk.messages();
  const publish = task.plan?.steps.find((step) => step.id === "publish")?.result?.output;
  const allowed = task.approvals.filter(
    (one) => one.subject.kind === "step" && one.subject.step === "publish" && one.status === "approved",
  ).length;
  return [
    ...differs("ends", task.stage, "completed"),
    ...differs("reports", task.ending?.headline, "Twelve steps are done."),
    ...differs("has passed", attempts.filter((one) => one.status === "passed").length, 12),
    // Each line was written once: an attempt that is made again begins from the last snapshot.
    ...differs("wrote", publish, "hello\nsecond\nthird\n"),
    ...differs("asks a person before each external attempt", attempts.filter((one) => one.step === "publish").length, allowed),
    ...differs("asks about the plan", audit.filter((action) => action === "plan.made").length, 1),
    ...differs("decides", audit.filter((action) => action === "approval.decided").length, task.approvals.length),
    ...differs("says", spoken(messages), saidOnce),
    ...differs("breaks its audit", (await verifyChain(db, app.engine.audit, task.id)).broken, null),
    ...attempts.flatMap((one) =>
      attempts.some((other) => other.step === one.step && other.status === "passed" && one.id > (other.closedSeq ?? 0))
        ? [`${one.step} ${one.attempt} was begun after it had passed`]
        : [],
    ),
    ...survivor.begun.flatMap((what, index, all) => (all.indexOf(what) === index ? [] : [`${what} was begun twice`])),
  ];
}

function differs(what: string, found: unknown, wanted: unknown): readonly string[] {
  return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`];
}

const saidOnce = ["Which export?", "Which word?", "It costs nothing.", "It is published.", "Twelve steps are done."].toSorted();

/** What is shown but for approvals, which are asked again after an interrupted external step. */
function spoken(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(textsOf).toSorted();
}

function textsOf(message: Message): readonly string[] {
  switch (message.kind) {
    case "questions":
      return message.questions.map((question) => question.text);
    case "reply":
      return [message.text];
    case "result":
      return [message.ending.headline];
    default:
      return [];
  }
}
