import { isAsking, stepOf } from "../domain/advance.ts";
import { usedNothing } from "../domain/budget.ts";
import { agentFor } from "../domain/delegation.ts";
import type { Effect } from "../domain/effect.ts";
import { dueAt, effectsOf, wakeAt } from "../domain/effect.ts";
import type { TaskEvent } from "../domain/event.ts";
import { filesOf } from "../domain/files.ts";
import { isTaskId } from "../domain/id.ts";
import type { Outcome, TaskRecord } from "../domain/record.ts";
import { isEnded, type Task } from "../domain/task.ts";
import { transition } from "../domain/transition.ts";
import { bindHost, type Lease } from "../store/actors.ts";
import { takeGrant } from "../store/grants.ts";
import { isTakenBack } from "../store/inbox.ts";
import { raiseMonth, readPaid } from "../store/ledger.ts";
import { closeMessage } from "../store/outbox.ts";
import { loadTask, saveTask } from "../store/tasks.ts";
import type { Writer } from "../store/transaction.ts";
import { auditEvent, notesOf, whoMoved } from "./auditing.ts";
import { beginTask } from "./beginning.ts";
import { runStep } from "./effects/run-step.ts";
import { think } from "./effects/think.ts";
import { verify } from "./effects/verify.ts";
import { contextOf, type Engine } from "./engine.ts";
import { createLiveBoard, type LiveBoard } from "./live.ts";
import type { Machine } from "./machine.ts";
import { createQueueing } from "./queueing.ts";
import { settleLeft } from "./settlement.ts";
import { giveGrant, standingFor } from "./standing.ts";
import { closeQuestions, postCard, showVotes, tell, tellAlone, type Writing } from "./telling.ts";
import { voicesIn } from "./voices.ts";

/** Longest thought: all tries of a model with its tools. */
const thinkMs = 15 * 60_000;
/** Longest checking of one state of the files: setup, every check, and those that fail once more at the base. */
const verifyMs = 2 * 3_600_000;
/** What a step gets beyond its own timeout: preparing and snapshotting the workspace, ending what does not end by itself. */
const aroundStepMs = 10 * 60_000;

/** Tasks as the activation loop moves them. */
export function taskMachine(engine: Engine): Machine<Task, TaskEvent, Effect> {
  const queueing = createQueueing(engine.slots);
  const board = createLiveBoard();
  return {
    load: async (db, id) => {
      if (!isTaskId(id)) return undefined;
      await settleLeft(engine, id);
      const task = await loadTask(db, id);
      // Time in which nobody ran it is not the task's: the clock of its active time begins now.
      return task && { ...task, movedAt: Math.max(task.movedAt, Date.now()) };
    },
    lost: lostIn,
    effects: effectsOf,
    wakeAt,
    // The clock of a task's time stands while all of it waits for its turn.
    dueAt: (task) => dueAt(queueing.isWaiting ? { ...task, limits: { ...task.limits, activeMs: null } } : task),
    // What it used is in the ledger already, call by call.
    salvage: () => null,
    due: { type: "due" },
    apply: async (tx, held, event, lease) => {
      // Calls settle beside the events: the ledger knows what was spent, whoever holds the task in memory.
      const spend = { ...held.spend, ...(await readPaid(tx, held.id)) };
      const task = { ...held, spend, movedAt: held.movedAt + queueing.waited() };
      // The withdrawal is read next, and tells whoever took it back.
      if (event.type === "decided" && (await isTakenBack(tx, task.id, event))) return dropTakenBack(tx, engine, task, event, lease);
      const standing = await standingFor(tx, task, event);
      const accounts = voicesIn(task, event, standing.grants);
      const rules = await contextOf(engine, tx, { space: task.space, accounts, since: task.createdAt, standing });
      const outcome = transition(task, event, rules);
      if (outcome.kind === "refused") return refuse(tx, { engine, rules }, task, event, outcome.reason, lease);
      await saveTask(tx, task, outcome.task, lease.epoch);
      await writeAll(tx, { engine, rules }, task, outcome);
      const told = { before: task, after: outcome.task, event, notes: notesOf(outcome.records) };
      await auditEvent(tx, engine, told, lease, outcome.task.movedAt);
      await postCard(tx, engine, outcome.task, board.show());
      if (task.plan === null && outcome.task.plan !== null) await bindHost(tx, task.id, engine.host);
      return { state: outcome.task, refusal: null };
    },
    admit: async (effect, task, signal) => {
      if (effect.kind === "think") return queueing.pass();
      const step = effect.kind === "run" ? stepOf(task, effect.step) : undefined;
      const agent = step ? agentFor(step) : null;
      return queueing.take(signal, agent === null ? null : engine.agentSlots(agent));
    },
    perform: (effect, task, signal) => perform(engine, effect, task, signal, board),
    arrange: (task, signal) => {
      const { settle, settleLeft } = engine.workspaces;
      return (isEnded(task.stage) ? settleLeft : settle)(task.id, filesOf(task), signal);
    },
    live: {
      subscribe: board.subscribe,
      get isNew() {
        return board.isNew;
      },
      show: (tx, task) => postCard(tx, engine, task, board.show()),
    },
    broke: (effect, error) => broke(effect, error, engine),
    deadline: (effect, task) => deadline(effect, task, engine),
  };
}

/** What an earlier owner left open. One that left in good order is not counted against it. */
function lostIn(task: Task, abandoned: boolean): readonly TaskEvent[] {
  const others = abandoned ? effectsOf(task).filter(({ kind }) => kind !== "run") : [];
  return [...lostAttempts(task, abandoned), ...others.map(({ key }): TaskEvent => ({ type: "died", of: key }))];
}

function lostAttempts(task: Task, abandoned: boolean): readonly TaskEvent[] {
  return (task.plan?.steps ?? [])
    .filter((step) => step.status === "running" && !isAsking(step, task))
    .map(({ id, attempt }) => ({ type: "lost", step: id, attempt, inGoodOrder: !abandoned }));
}

function perform(engine: Engine, effect: Effect, task: Task, signal: AbortSignal, board: LiveBoard): Promise<TaskEvent> {
  switch (effect.kind) {
    case "think":
      return think(engine, effect.thinking, task, signal);
    case "run":
      return runStep(engine, task, effect, { signal, report: (news) => board.note(effect.step, news) }).finally(() =>
        board.end(effect.step),
      );
    case "verify":
      return verify(engine, task, effect, signal);
  }
}

function deadline(effect: Effect, task: Task, { setups }: Engine): number {
  switch (effect.kind) {
    case "think":
      return thinkMs;
    case "run":
      return (stepOf(task, effect.step)?.timeoutSeconds ?? 0) * 1000 + setups.timeoutMs(task.space) + aroundStepMs;
    case "verify":
      return verifyMs;
  }
}

async function writeAll(tx: Writer, writing: Writing, before: Task, { task, records }: Extract<Outcome, { kind: "moved" }>): Promise<void> {
  await closeQuestions(tx, writing.engine, before, task);
  await showVotes(tx, writing.engine, before, task);
  for (const record of records) await write(tx, writing, task, record);
}

async function write(tx: Writer, { engine, rules }: Writing, task: Task, record: TaskRecord): Promise<void> {
  switch (record.type) {
    case "post":
      return tell(tx, { engine, rules }, task, record.post);
    case "begin":
      // Nobody has scored it yet: its own first thought does.
      return beginTask(tx, record.task, { type: "opened", triage: null, fault: null, usage: usedNothing });
    case "close":
      return closeMessage(tx, record.approval, engine.outbound.line(record.why));
    case "audit":
      // All of an event's are chained together (auditEvent).
      return;
    case "granted":
      return giveGrant(tx, engine, record.grant, task.id);
    case "used":
      return takeGrant(tx, record.grant);
    case "raised":
      return raiseMonth(tx, record.cap, record.cap.raised);
  }
}

/** A vote that its voter took back before it was read counts for nothing; that both were said is kept. */
async function dropTakenBack(tx: Writer, engine: Engine, task: Task, event: Extract<TaskEvent, { type: "decided" }>, lease: Lease) {
  const detail = { approval: event.approval, verb: event.verb, counted: false };
  const note = { action: "approval.withdrawn", by: whoMoved(event), detail };
  await auditEvent(tx, engine, { before: task, after: task, event, notes: [note] }, lease, Date.now());
  return { state: task, refusal: "taken back before it counted" };
}

/** A refusal changes nothing and is told in private to whoever asked. */
async function refuse(tx: Writer, { engine, rules }: Writing, task: Task, event: TaskEvent, reason: string, lease: Lease) {
  const by = "by" in event ? event.by : null;
  const note = { action: "refused", by: whoMoved(event), detail: { event: event.type, reason } };
  await auditEvent(tx, engine, { before: task, after: task, event, notes: [note] }, lease, Date.now());
  // The fields of one form are refused for the same reason: it is told once. Whoever presses again is told again.
  if (by) await tellAlone(tx, { engine, rules }, task, { to: by, text: reason, isOnce: event.type === "answered" });
  return { state: task, refusal: reason };
}

function broke(effect: Effect, error: unknown, { log }: Engine): TaskEvent {
  const reason = error instanceof Error ? error.message : String(error);
  // An effect that was told to stop may end by throwing; its event is dropped, and there is nothing to report.
  if (!(error instanceof Error && error.name === "AbortError")) log.error({ effect: effect.key, err: error }, "an effect broke");
  if (effect.kind === "think") {
    const fault = { code: "internal", message: reason, transient: false } as const;
    return { type: "unthought", of: effect.key, purpose: effect.thinking.purpose, fault, usage: usedNothing };
  }
  if (effect.kind === "verify") return { type: "verified", of: effect.key, found: null, fault: reason, usage: usedNothing };
  return {
    type: "ended",
    step: effect.step,
    attempt: effect.attempt,
    outcome: { kind: "broken", reason, transient: false },
    told: [],
    usage: usedNothing,
  };
}
