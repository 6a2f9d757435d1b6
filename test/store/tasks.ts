import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usedNothing } from "../../src/domain/budget.ts";
import type { Context } from "../../src/domain/context.ts";
import type { TaskEvent } from "../../src/domain/event.ts";
import { openApproval } from "../../src/domain/opening.ts";
import type { Step } from "../../src/domain/step.ts";
import type { Task } from "../../src/domain/task.ts";
import { transition } from "../../src/domain/transition.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { taskOfApproval } from "../../src/store/asks.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { findEnded, findTaskByNumber, listTasks, saveTask, tasksOfConversation } from "../../src/store/tasks.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { anyEvent, diceOf, laterOf } from "../domain/adversary.ts";
import { contextWith, planWith, policyWith, stepWith } from "../domain/world.ts";
import { makeTask, type OpenBench, readTask, useBench } from "./bench.ts";

/** Walks and the events of each. */
const [walks, events] = [24, 40];

/** Tasks, whole: whatever the heart can make of one comes back as it was. */
export function describeTasks(open: OpenBench): void {
  describe("tasks", () => {
    const bench = useBench(open);

    test("a task comes back identical after every event of any walk, and its open attempts are those of which nothing is known yet", async () => {
      const stages = new Set<string>();
      const walk = async (numbers: readonly number[], autonomy: Task["autonomy"]) => {
        for await (const { task } of walkSaved(bench().db, numbers, autonomy)) {
          stages.add(task.stage);
          expect(inOrder(await readTask(bench().db, task.id))).toEqual(inOrder(task));
          const known = (step: Step) => !["running", "verifying", "awaiting_review"].includes(step.status);
          const running = (task.plan?.steps ?? []).filter((step) => !known(step)).map((step) => [step.id, step.attempt]);
          const opened = (await listAttempts(bench().db, task.id))
            .filter((one) => one.status === "open")
            .map((one) => [one.step, one.attempt]);
          expect(opened.toSorted()).toEqual(running.toSorted());
        }
      };
      const walked = fc.array(fc.nat(10_000), { minLength: events, maxLength: events });
      const autonomy = fc.constantFrom<Task["autonomy"]>("manual", "guardrails", "full");
      await fc.assert(fc.asyncProperty(walked, autonomy, walk), { numRuns: walks, endOnFailure: true });
      // The walks went somewhere: through plans that ran.
      expect([...stages]).toEqual(expect.arrayContaining(["briefing", "awaiting_approval", "executing"]));
    });

    test("moments come back to the millisecond, whatever time zone the database is set to", async () => {
      const at = Date.UTC(2026, 2, 29, 1, 30, 0, 123);
      const task = await makeTask(bench().db, { createdAt: at, movedAt: at + 1 });
      const [row] = await bench().sql`select current_database() as name`;
      const name = bench().sql(String(row?.["name"]));
      for (const zone of ["Asia/Kathmandu", "America/St_Johns", "Europe/Berlin"]) {
        await bench().sql`alter database ${name} set timezone to ${bench().sql.unsafe(`'${zone}'`)}`;
        const there = await bench().reopen();
        expect(await there.sql`show timezone`).toEqual([{ TimeZone: zone }]);
        expect(await readTask(there.db, task.id)).toMatchObject({ createdAt: at, movedAt: at + 1 });
        const other = await makeTask(there.db, { createdAt: at, movedAt: at });
        const [kept] = await there.sql`select (extract(epoch from created_at) * 1000)::text as ms from tasks where id = ${other.id}`;
        expect(Number(kept?.["ms"])).toBe(at);
        await there.close();
      }
    });

    test("a task that is saved while it is read comes back as it was before", async () => {
      const made = await makeTask(bench().db, { stage: "executing" });
      await transact(bench().db, (tx) => saveTask(tx, made, { ...made, plan: planWith([stepWith("look")], { id: mintId("pln") }) }, 1));
      const task = await readTask(bench().db, made.id);
      const waiting = () => bench().sql`select 1 from pg_locks where not granted and relation = 'plans'::regclass`;
      let reading: Promise<Task> | null = null;
      await bench().sql.begin(async (tx) => {
        // Its plan cannot be read while it is written; its row could be.
        await tx`lock table plans in access exclusive mode`;
        reading = readTask(bench().db, task.id);
        while ((await waiting()).length === 0);
        await tx`update tasks set stage = 'evaluating' where id = ${task.id}`;
        await tx`update plans set reason = 'made anew' where task = ${task.id}`;
      });
      expect(await reading).toEqual(task);
    });

    test("numbers go up by one, each finds its task, and a conversation's tasks are listed oldest first", async () => {
      const first = await makeTask(bench().db);
      const second = await makeTask(bench().db, { stage: "completed" });
      expect(second.number).toBe(first.number + 1);
      expect(await findTaskByNumber(bench().db, second.number)).toBe(second.id);
      expect(await findTaskByNumber(bench().db, 999_999)).toBeNull();
      expect(await tasksOfConversation(bench().db, first.conversation)).toEqual([first.id]);
      const { conversation, request } = second;
      expect(await findEnded(bench().db, conversation, null)).toEqual({ id: second.id, request });
      expect(await findEnded(bench().db, conversation, second.number)).toEqual({ id: second.id, request });
      expect(await findEnded(bench().db, conversation, first.number)).toBeNull();
      expect(await findEnded(bench().db, first.conversation, null)).toBeNull();
      const all = await listTasks(bench().db, { open: false, most: 2 });
      expect(all.map((line) => line.number)).toEqual([second.number, first.number]);
      expect((await listTasks(bench().db, { open: true, most: 1 })).map((line) => line.id)).toEqual([first.id]);
      expect(all[1]).toEqual({ id: first.id, number: first.number, title: first.title, stage: "triage", createdAt: first.createdAt });
    });

    test("an approval finds its task, an unknown one finds none", async () => {
      const task = await makeTask(bench().db);
      const asked = openApproval(task, { kind: "fault" }, "Try again?", "read", contextOf()).task;
      await transact(bench().db, (tx) => saveTask(tx, task, asked, 1));
      expect(await taskOfApproval(bench().db, asked.approvals[0]?.id ?? "apr_")).toBe(task.id);
      expect(await taskOfApproval(bench().db, "apr_none")).toBeNull();
    });

    test("a transaction that fails leaves a task as it was", async () => {
      const task = await makeTask(bench().db);
      const asked = openApproval(task, { kind: "fault" }, "Try again?", "read", contextOf()).task;
      const failing = transact(bench().db, async (tx) => {
        await saveTask(tx, task, asked, 1);
        throw new Error("the process stumbled");
      });
      await expect(failing).rejects.toThrow("stumbled");
      expect(inOrder(await readTask(bench().db, task.id))).toEqual(inOrder(task));
    });
  });
}

/** The world of the heart's own tests, with ids as the engine mints them, because they are keys here, and decisions by two. */
function contextOf(rest: Partial<Context> = {}): Context {
  return contextWith({ mint: mintId, policy: policyWith({ quorum: 2 }), ...rest });
}

/** Votes are a set: they come back in the order in which they were received, which is not always that of their counting. */
function inOrder(task: Task): Task {
  const approvals = task.approvals.map((one) => ({ ...one, votes: one.votes.toSorted((a, b) => (a.by.id < b.by.id ? -1 : 1)) }));
  return { ...task, approvals };
}

/** Every state one task goes through, each saved as the engine would; now and then a successor takes over what was stored. */
async function* walkSaved(db: Reader, numbers: readonly number[], autonomy: Task["autonomy"]): AsyncGenerator<{ readonly task: Task }> {
  const dice = diceOf(numbers);
  const history: TaskEvent[] = [{ type: "opened", triage: null, fault: null, usage: usedNothing }];
  let task = await makeTask(db, { autonomy });
  let now = 1_767_323_045_678;
  for (const [index] of numbers.entries()) {
    now = laterOf(task, now, dice) + dice.pick([0, 7, 1_313]);
    const context = contextOf({ now });
    const event = index === 0 ? history[0] : anyEvent(task, context, history, dice);
    if (!event) return;
    history.push(event);
    const outcome = transition(task, event, context);
    if (outcome.kind === "refused") continue;
    const before = task;
    await transact(db, (tx) => saveTask(tx, before, outcome.task, index));
    task = dice.roll(5) === 0 ? await readTask(db, task.id) : outcome.task;
    yield { task: outcome.task };
  }
}
