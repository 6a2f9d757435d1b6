import { answerQuestion, overhearAnswer } from "../answering.ts";
import { type Approval, isFaultOpen, openApprovals } from "../approval.ts";
import { refuseSecret } from "../asking.ts";
import { closeAttempt, interruptSteps, loseAttempt } from "../attempts.ts";
import { mayAnswer, mayDirect, mayStop } from "../authority.ts";
import { forgetAttempt } from "../base.ts";
import { isBegun } from "../card.ts";
import type { Context } from "../context.ts";
import { countDeath } from "../deaths.ts";
import { carryOut, reviseBecause } from "../decisions.ts";
import { deferralOf, takeUp } from "../deferral.ts";
import { composeEnding } from "../ending.ts";
import type { TaskEvent } from "../event.ts";
import { becomeDue } from "../expiry.ts";
import { handOver } from "../hand-over.ts";
import type { Json } from "../json.ts";
import { announceMonth } from "../limits.ts";
import { accountOf, type Principal } from "../principal.ts";
import { after, audit, moved, type Outcome, refuse, reply, type TaskRecord } from "../record.ts";
import { hearClassified } from "../saying.ts";
import { giveGrants, refuseGrant } from "../standing.ts";
import type { Task } from "../task.ts";
import { askAfterFault, hearMore } from "../thinking.ts";
import { takeChecks, takeJudgement } from "../verifying.ts";
import { count, isHeardBefore, standingOf } from "../vote.ts";
import { headOf } from "../whole-words.ts";
import { withdrawVote } from "../withdrawal.ts";
import type { StageRules } from "./rules.ts";

/** How long a pause by hand lasts before it is asked about, and then ends the task (7 days, architecture: data). */
const pauseMs = 7 * 24 * 3_600_000;

type Decided = Extract<TaskEvent, { type: "decided" }>;

/** What every stage that has not ended answers alike. A stage overrides what it knows better. */
export const open: StageRules = {
  enter: (task) => moved(task),
  settle: (task) => moved(task),
  on: {
    opened: (task) => moved(task),
    said: hear,
    answered: (task, event, context) => answerQuestion(task, event, context),
    decided: decide,
    withdrew: (task, event, context) => withdrawVote(task, event, context),
    handed: (task, event, context) => handOver(task, event, context),
    edited: () => refuse("A plan cannot be changed by hand here."),
    commanded: obey,
    thought: (task, { of, thought }, context) => {
      if (thought.purpose === "classify") return hearClassified(task, thought.value, context);
      return thought.purpose === "judge" ? takeJudgement(task, of, thought.value, context) : moved(task);
    },
    unthought,
    ended: (task, event, context) => closeAttempt(task, event, context),
    verified: (task, event, context) => takeChecks(task, event, context),
    moved: (task, event) => forgetAttempt(task, event),
    lost: (task, event, context) => loseAttempt(task, event, context),
    died: (task, event) => countDeath(task, event),
    used: (task, { month }) => (month === null ? moved(task) : moved(task, announceMonth(month))),
    due: (task, _event, context) => becomeDue(task, context),
  },
};

/**
 * Free text: an answer where something was asked, words for the thought that is being had, else to be classified, else a
 * pointer to the exact words. Of those who may neither answer nor stop it is context only, kept in the transcript.
 */
function hear(task: Task, event: Extract<TaskEvent, { type: "said" }>, context: Context): Outcome {
  const { by, text } = event;
  const answer = { type: "answered", by, question: null, text, receivedAt: event.receivedAt } as const;
  const said = mayAnswer(by, task, context).allowed ? answerQuestion(task, answer, context) : overhearAnswer(task, answer, context);
  if (said?.kind === "moved") return said;
  const secret = refuseSecret(task, task.interview.questions, text, context);
  if (secret) return secret;
  const speaks = mayDirect(by, task, context).allowed || mayStop(by, task, context).allowed;
  if (!speaks) return moved(task, audit("overheard", accountOf(by)));
  const heard = hearMore(task, context);
  if (isFaultOpen(task.approvals)) {
    return moved(heard, reply("Say `approve` to try again, `change: …` to add something, or `reject` to stop.", by));
  }
  if (task.plan === null) return moved(heard, audit("heard", accountOf(by)));
  if (!context.hasModel) {
    return moved(heard, reply(unreadable(task.number, text), by));
  }
  // Said in the same moment, they are still two: the time tells their thoughts apart.
  const at = Math.max(context.now, (task.sayings.at(-1)?.at ?? 0) + 1);
  return moved({ ...heard, sayings: [...task.sayings, { by, text, at }] }, audit("heard", accountOf(by)));
}

/** Without a model only exact words are understood; which ones, and what was said instead. */
function unreadable(number: number, text: string): string {
  const said = text.trim().replaceAll(/\s+/g, " ");
  const shown = said.length > 60 ? `${headOf(said, 59)}…` : said;
  return `I could not read "${shown}" about #${number}. Without a model I read exact words: \`approve\`, \`reject because …\`, \`pause\`, \`resume\`, \`stop\`, \`status\`.`;
}

function decide(task: Task, event: Decided, context: Context): Outcome {
  // A word without a name means what was asked when it was said, and only where that is one thing.
  const shown = openApprovals(task.approvals).filter((one) => one.openedAt <= event.receivedAt);
  if (event.approval === null && shown.length > 1 && event.verb !== "change") {
    return refuse(`More than one thing is open here: ${shown.map((one) => `${one.id} (${one.title})`).join("; ")}. Use its own button.`);
  }
  const approval = event.approval ? task.approvals.find((one) => one.id === event.approval) : shown.at(-1);
  if (approval) return vote(task, approval, event, context);
  if (event.verb === "change") return changeUnasked(task, event, context);
  return refuse(event.approval ? "There is no such approval." : "Nothing waits for a decision here.");
}

/** A vote is not a decision: it counts, and with the quorum it decides. A standing approval comes with the decision only. */
function vote(task: Task, approval: Approval, event: Decided, context: Context): Outcome {
  const counted = count(approval, event, task, context);
  if (counted.kind === "refused") return isHeardBefore(task, event, context) ? moved(task) : refuse(counted.reason);
  const offer = event.verb === "approve" ? (event.grant ?? null) : null;
  const ungranted = offer && refuseGrant(task, { approval, offer }, context);
  if (ungranted) return refuse(ungranted);
  const voted = { ...task, approvals: task.approvals.map((one) => (one.id === approval.id ? counted.approval : one)) };
  const lapsed = standingOf(counted.approval, task, context).lapsed.map(accountOf);
  const dropped = lapsed.length > 0 ? { lapsed } : {};
  const told = audit(`approval.${counted.kind}`, accountOf(event.by), {
    approval: approval.id,
    verb: event.verb,
    text: event.text,
    ...dropped,
  });
  if (counted.kind === "voted") return moved(voted, told, reply(`Counted. ${counted.missing} more to go.`, event.by));
  const closed = { type: "close", approval: approval.id, why: counted.approval.reason ?? counted.approval.status } as const;
  const given = offer ? giveGrants(task, { approval, by: event.by, offer }, context) : [];
  return after([told, closed, ...given], carryOut(voted, { approval: counted.approval, verb: counted.verb, text: event.text }, context));
}

/** "change: …" while nothing is asked: a correction during the run. Only who may stop a task may change it. */
function changeUnasked(task: Task, event: Extract<TaskEvent, { type: "decided" }>, context: Context): Outcome {
  const right = mayStop(event.by, task, context);
  return right.allowed ? reviseBecause(task, event.text, context) : refuse(right.reason);
}

function obey(task: Task, { by, command, byDeletion, why }: Extract<TaskEvent, { type: "commanded" }>, context: Context): Outcome {
  const account = accountOf(by);
  switch (command) {
    case "cancel": {
      const right = mayStop(by, task, context);
      if (!right.allowed) return refuse(right.reason);
      // A moderator's deed is not held against who wrote it: platforms do not say who deleted a message.
      return byDeletion
        ? cancel(task, `Cancelled by ${by.name} or a moderator: the message it began with was deleted.`, [null, { writtenBy: account }])
        : cancel(task, why ? `Cancelled by ${by.name}: ${why}` : `Cancelled by ${by.name}.`, [account, why ? { why } : null]);
    }
    case "pause":
      return pauseByHand(task, by, context);
    case "resume":
      return resume(task, by, context);
    case "proceed":
      return refuse("There is nothing to proceed from: no questions are open.");
  }
}

function cancel(task: Task, why: string, [by, detail]: readonly [string | null, Json]): Outcome {
  return moved({ ...task, stage: "cancelled", ending: composeEnding(task, why) }, audit("cancelled", by, detail));
}

function pauseByHand(task: Task, who: Principal, context: Context): Outcome {
  if (task.pauses.some((pause) => pause.reason === "person")) return refuse("It is paused already.");
  const by = accountOf(who);
  const pause = { reason: "person", by, byName: who.name, since: context.now, until: context.now + pauseMs, reminded: false } as const;
  const stopped = interruptSteps({ ...task, pauses: [...task.pauses, pause] }, context);
  return moved(stopped.task, audit("paused", by), ...stopped.records, ...sayUnseen(task, `paused by ${who.name}; \`resume\` goes on`));
}

/** Until work begins there is no card that would show it. */
function sayUnseen({ number, plan }: Task, what: string): readonly TaskRecord[] {
  const isShown = isBegun({ approvedBy: plan?.approvedBy ?? null, steps: plan?.steps ?? [] });
  return isShown ? [] : [reply(`#${number} is ${what}.`)];
}

/** Clears the pause by hand, for who made it or may stop the task, and what was put aside; a limit is raised by its own approval. */
function resume(task: Task, by: Principal, context: Context): Outcome {
  const account = accountOf(by);
  const pause = task.pauses.find((one) => one.reason === "person") ?? deferralOf(task);
  if (!pause) return refuse("It is not paused.");
  const right = mayStop(by, task, context);
  if (pause.by !== account && !right.allowed) return refuse("Only who paused it, the requester, an approver or the owner can resume it.");
  const pauses = task.pauses.filter((one) => one.reason !== "person");
  return moved(takeUp({ ...task, pauses }), audit("resumed", account), ...sayUnseen(task, `resumed by ${by.name}`));
}

function unthought(task: Task, { of, purpose, fault }: Extract<TaskEvent, { type: "unthought" }>, context: Context): Outcome {
  // A judgement that cannot be read is missing, and never green (product: 2.7).
  if (purpose === "judge" && fault.code === "model_unreadable") return takeJudgement(task, of, null, context);
  if (purpose !== "classify") return askAfterFault(task, fault.message, context);
  const [saying, ...rest] = task.sayings;
  return moved({ ...task, sayings: rest }, reply(`I could not make out what you meant: ${fault.message}`, saying?.by ?? null));
}
