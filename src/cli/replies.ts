import { randomUUID } from "node:crypto";
import type { View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import { stepOf } from "../domain/advance.ts";
import { type Approval, openApprovals } from "../domain/approval.ts";
import { openFacts } from "../domain/offer.ts";
import type { Task } from "../domain/task.ts";
import { compareTiers } from "../domain/tier.ts";
import { takeIn } from "../orchestrator/intake.ts";
import { toldOf } from "./outcome.ts";
import { readUntilHeard } from "./request.ts";

/**
 * What a person agreed to beforehand, never above `execute`: nothing, whatever this run asks (`--yes`), or what belongs to
 * the one plan version they approved with this command: its steps, and its result when it is green. Each is still a vote.
 */
export type Consent = "nothing" | "everything" | { readonly version: number };

/** What was said beforehand: `--answer …`, `--yes`, `approve`. */
export type Replies = {
  /** Says what fits to what is open. False when nothing does: a person is needed. */
  give(task: Task, signal: AbortSignal): Promise<boolean>;
  /** Answers nobody asked for. */
  unused(): readonly string[];
};

/** Answers fill open questions in order, one each; what was consented to is approved, once each. */
export function prepareReplies(app: App, view: View, answers: readonly string[], consent: Consent): Replies {
  const left = [...answers];
  const decided = new Set<string>();
  return {
    give: async (task, signal) => {
      const answered = await answerOpen(app, view, task, left);
      const approved = await approveOpen(app, task, consent, { decided, signal });
      return answered || approved;
    },
    unused: () => left,
  };
}

async function answerOpen(app: App, view: View, task: Task, left: string[]): Promise<boolean> {
  const open = openFacts(task.interview.questions);
  if (open.length === 0 || left.length === 0) return false;
  const { questions } = await toldOf(app, task);
  for (const { id } of open) {
    const text = left.shift();
    if (text === undefined) break;
    const asked = questions.filter((one) => one.id === id);
    view.message({ kind: "questions", task, questions: asked });
    view.note(`   → ${app.outbound.line(text)}`);
    await takeIn(app.database.db, { type: "answer", key: `answer:${randomUUID()}`, by: app.me, task: task.id, question: id, text });
  }
  return true;
}

type Approving = { readonly decided: Set<string>; readonly signal: AbortSignal };

async function approveOpen(app: App, task: Task, consent: Consent, { decided, signal }: Approving): Promise<boolean> {
  const mine = openApprovals(task.approvals).filter((one) => isConsented(one, task, consent) && !decided.has(one.id));
  for (const { id } of mine) {
    decided.add(id);
    const key = `yes:${randomUUID()}`;
    await takeIn(app.database.db, { type: "decision", key, by: app.me, approval: id, verb: "approve", text: null });
    await readUntilHeard(app, key, task.id, signal);
  }
  return mine.length > 0;
}

function isConsented({ subject, tier, version }: Approval, task: Task, consent: Consent): boolean {
  if (consent === "nothing" || compareTiers(tier, "execute") > 0) return false;
  if (consent !== "everything" && version !== consent.version) return false;
  switch (subject.kind) {
    case "plan":
      return true;
    case "step":
      // Who wants to be asked before a step is asked, whatever they said of the plan.
      return consent === "everything" || stepOf(task, subject.step)?.manual !== true;
    case "review":
      return stepOf(task, subject.step)?.evaluation?.verdict === "green";
    case "result":
      return task.evaluation?.verdict === "green";
    case "fault":
    case "limit":
      return false;
  }
}
