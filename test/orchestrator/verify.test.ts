import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../src/domain/plan.ts";
import type { Task } from "../../src/domain/task.ts";
import { verify } from "../../src/orchestrator/effects/verify.ts";
import type { Engine } from "../../src/orchestrator/engine.ts";
import type { VerificationSubject } from "../../src/verification/verification.ts";
import { briefOf, planWith, resultOf, stepWith, taskWith } from "../domain/world.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";
import { openStand, type Stand } from "./stand.ts";

let stand: Stand;
let repository: Repository;
beforeAll(async () => {
  stand = await openStand();
  repository = await makeRepository(join(stand.program.home, "..", `${stand.program.home.split("/").at(-1)}-shop`));
  await repository.commit("first", { Makefile: "test:\n\ttest -e good\n", good: "x\n" });
});
afterAll(async () => {
  await stand.close();
  await rm(repository.path, { recursive: true, force: true });
});

/** The checks of a task as a whole. */
const whole = (key: string) => ({ key, subject: { kind: "task" } }) as const;
const never = new AbortController().signal;
let count = 0;

/** A plan whose one step passed and left this. */
function leftBy(snapshot: string): Plan {
  return planWith([stepWith("left", { status: "passed", endedAt: 1, result: resultOf("left", { snapshot }) })]);
}

/** A task in whose workspace a step that passed removed the file the test looks for. */
async function begin(rest: Partial<Task> = {}) {
  const bare = taskWith({ id: `tsk_v${++count}`, place: { source: repository.path, kind: "copy", base: null }, ...rest });
  const workspace = await stand.engine.workspaces.prepare({ task: bare.id, source: repository.path, kind: "copy" });
  await rm(join(workspace.path, "good"));
  const plan = leftBy(await stand.engine.workspaces.snapshot(workspace, bare.id, "left 1"));
  return { task: { ...bare, plan: bare.plan ?? plan }, workspace };
}

/** The engine with an ear at its verifier. */
function listening() {
  const subjects: VerificationSubject[] = [];
  const verifier: Engine["verifier"] = {
    ...stand.engine.verifier,
    verify: (subject, signal) => {
      subjects.push(subject);
      return stand.engine.verifier.verify(subject, signal);
    },
  };
  return { subjects, engine: { ...stand.engine, verifier } };
}

describe("verifying", () => {
  test("tells what the checks say of the files as the steps that passed left them, whatever lies there now", async () => {
    const { task, workspace } = await begin();
    await writeFile(join(workspace.path, "good"), "half done\n");
    expect(await verify(stand.engine, task, whole("verify:1"), never)).toMatchObject({
      type: "verified",
      of: "verify:1",
      fault: null,
      found: { changed: ["good"], checks: [{ name: "make test", state: "failed" }] },
    });
  });

  test("checks the same files for the same brief once, also for another process", async () => {
    const { task } = await begin({ brief: { ...briefOf("once"), generation: 1, reason: null } });
    const first = listening();
    const told = await verify(first.engine, task, whole("a"), never);
    const second = listening();
    expect(await verify(second.engine, task, whole("a"), never)).toEqual(told);
    expect([first.subjects.length, second.subjects.length]).toEqual([1, 0]);
  });

  test("checks again when the brief or the files changed", async () => {
    const { task, workspace } = await begin({ brief: { ...briefOf("again"), generation: 1, reason: null } });
    const { engine, subjects } = listening();
    await verify(engine, task, whole("a"), never);
    await verify(engine, { ...task, brief: { ...briefOf("other"), generation: 2, reason: "x" } }, whole("b"), never);
    await writeFile(join(workspace.path, "good"), "y\n");
    const plan = leftBy(await engine.workspaces.snapshot(workspace, task.id, "mended 1"));
    expect(await verify(engine, { ...task, plan }, whole("c"), never)).toMatchObject({ found: { checks: [{ state: "passed" }] } });
    expect(subjects).toHaveLength(3);
  });

  test("hands over what steps proved of these very files, and nothing that ran on others, also not where those were undone since", async () => {
    const { task, workspace } = await begin({ brief: { ...briefOf("proof"), generation: 1, reason: null } });
    const { engine, subjects } = listening();
    const now = await engine.workspaces.treeHash(workspace, task.id);
    await writeFile(join(workspace.path, "undone"), "x\n");
    const undone = await engine.workspaces.treeHash(workspace, task.id);
    const result = { ok: true, exitCode: 0, headline: "make test: passed", output: "", artifacts: [], snapshot: null };
    const tested = (id: string, ranOn: string, argv = ["make", id], exitCode = 0) =>
      stepWith(id, {
        kind: "test",
        status: "passed",
        input: { argv, directory: "api" },
        startedAt: 5,
        endedAt: 6,
        result: { ...result, exitCode, ranOn },
      });
    const writes = { writes: ["."], network: [], secrets: [], hostPaths: [] };
    const steps = [
      ...(task.plan?.steps ?? []),
      stepWith("rejected", { kind: "shell", status: "skipped", needs: writes, startedAt: 3, endedAt: 4 }),
      tested("on-others", undone),
      tested("unknown", ""),
      tested("proof", now),
      tested("filled", now, ["make", "{{steps.early.output}}"]),
      tested("red", now, ["make", "red"], 1),
    ];
    await verify(engine, { ...task, plan: planWith(steps) }, whole("a"), never);
    expect(subjects[0]?.proofs).toEqual([{ argv: ["make", "proof"], directory: "api", headline: "make test: passed" }]);
  });

  test("looks at what a step left, whatever came after it", async () => {
    const { task, workspace } = await begin({ brief: { ...briefOf("left"), generation: 1, reason: null } });
    const snapshot = await stand.engine.workspaces.snapshot(workspace, task.id, "broke 1");
    await writeFile(join(workspace.path, "good"), "again\n");
    const result = { ok: true, exitCode: 0, headline: "", output: "", artifacts: [], snapshot };
    const step = stepWith("broke", { kind: "shell", status: "verifying", attempt: 1, result });
    const plan = planWith([step], { id: "pln_2" });
    const subject = { kind: "step", step: "broke", attempt: 1 } as const;
    const told = await verify(stand.engine, { ...task, plan }, { key: "a", subject }, never);
    expect(told).toMatchObject({ found: { changed: ["good"], checks: [{ state: "failed" }] } });
  });

  test("says as a fault that there is no workspace to check", async () => {
    const task = taskWith({ id: "tsk_nowhere", place: { source: join(repository.path, "gone"), kind: "copy", base: null } });
    expect(await verify(stand.engine, task, whole("a"), never)).toMatchObject({
      found: null,
      fault: expect.stringContaining("no such directory"),
    });
  });
});
