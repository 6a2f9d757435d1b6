import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { openProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { prepareGround } from "../orchestrator/naps.ts";

const recipe = `
title: Count
purpose: counts
triggers: [count it]
headline: count
workspace: copy
criteria:
  - { id: c1, text: it is counted, must: true }
steps:
  - { id: look, title: look, kind: shell, input: { command: "cat a.txt" }, criteria: [c1] }
  - { id: more, title: more, kind: execute, input: { argv: ["true"] } }
  - { id: count, title: count, kind: shell, dependsOn: [look], input: { command: 'printf "%s=%s" "$STEP_LOOK_OUTPUT" "\${STEP_MORE_OUTPUT-none}"' } }
`;

test.each(["copy", "worktree", "view"] as const)("a base that moved while the plan waited is asked about again (%s)", async (workspace) => {
  const { env, home } = await prepareGround(recipe);
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-base-")));
  await repository.commit("one", { "a.txt": "one" });
  const program = await openProgram(env, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
    await rm(repository.path, { recursive: true, force: true });
  });
  const head = async () => (await repository.git("rev-parse", "HEAD")).trim();
  const talk = await program.ask("count it", { source: repository.path, workspace });
  const before = await talk.rest();
  const planned = await head();
  expect(before).toMatchObject({ stage: "awaiting_approval", place: { base: planned } });
  await repository.commit("two", { "a.txt": "two" });

  await talk.decide("approve");
  const again = await talk.until((task) => task.plan?.version === 2 && openApprovals(task.approvals).length === 1);
  expect(again.place.base).toBe(await head());
  expect(again.plan?.reason).toBe(`the base moved from ${planned.slice(0, 7)} to ${(await head()).slice(0, 7)} while waiting`);
  expect(again.plan?.steps.every((step) => step.result === null)).toBe(true);

  await talk.decide("approve");
  const done = await talk.until((task) => task.ending !== null);
  expect(done).toMatchObject({ stage: "completed", plan: { version: 2 }, ending: { headline: "two=none" } });
  const passed = (await listAttempts(program.app.database.db, done.id)).filter((one) => one.status === "passed");
  expect(passed.map((one) => one.step).sort()).toEqual(["count", "look", "more"]);
  expect(await readFile(join(repository.path, "a.txt"), "utf8")).toBe("two");
});
