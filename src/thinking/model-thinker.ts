import type { z } from "zod";
import type { Usage } from "../domain/budget.ts";
import type { Found } from "../domain/conversation.ts";
import type { AgentFacts } from "../domain/delegation.ts";
import { checksOfSteps } from "../domain/evaluation.ts";
import type { Result } from "../domain/fault.ts";
import { openFacts } from "../domain/offer.ts";
import { needsOf } from "../domain/plan.ts";
import { isSameAccount } from "../domain/principal.ts";
import { briefOf, type Task, type Thinking } from "../domain/task.ts";
import type { Thought } from "../domain/thought.ts";
import { BriefAnswer } from "../model/answers/brief.ts";
import { ClassifyAnswer } from "../model/answers/classify.ts";
import { JudgeAnswer } from "../model/answers/judge.ts";
import { PlanAnswer } from "../model/answers/plan.ts";
import { RepairAnswer } from "../model/answers/repair.ts";
import { ReviseAnswer } from "../model/answers/revise.ts";
import { SummaryAnswer } from "../model/answers/summary.ts";
import { TriageAnswer } from "../model/answers/triage.ts";
import type { Model, ModelMessage, Purpose } from "../model/model.ts";
import { briefPrompt } from "../model/prompts/brief.ts";
import { classifyPrompt } from "../model/prompts/classify.ts";
import type { Ground } from "../model/prompts/ground.ts";
import { judgePrompt } from "../model/prompts/judge.ts";
import { planPrompt } from "../model/prompts/plan.ts";
import { repairPrompt } from "../model/prompts/repair.ts";
import { revisePrompt } from "../model/prompts/revise.ts";
import { summaryPrompt } from "../model/prompts/summary.ts";
import { triagePrompt } from "../model/prompts/triage.ts";
import { groundOf, type StandingGround } from "./ground.ts";
import type { Answer, Transcript } from "./thinker.ts";

/** What a model needs besides the task. `baseOf` is the commit a directory is at; `diffOf` what a task changed. */
export type ModelMind = {
  readonly model: Model;
  readonly standing: StandingGround;
  /** Who work can be delegated to, looked at now. */
  readonly agentsOf: (signal: AbortSignal) => Promise<readonly AgentFacts[]>;
  readonly spaces: readonly string[];
  readonly baseOf: (source: string | null) => Promise<string | null>;
  readonly diffOf: (task: Task) => Promise<string | null>;
};

/** Asks the model what a message is. A question or an errand it answered at once is chat. */
export async function triageByModel(mind: ModelMind, transcript: Transcript, signal: AbortSignal): Promise<Answer<Found>> {
  const procedures = mind.standing.procedures.map((one) => one.name);
  const messages = triagePrompt({ transcript, spaces: mind.spaces, procedures, round: 0 });
  const answer = await mind.model.ask({ purpose: "triage", schema: TriageAnswer, messages, signal });
  return mapAnswer(answer, foundOf);
}

function foundOf({ kind, reply, title, clarity, questions }: TriageAnswer): Found {
  if (kind === "chat" || (kind !== "task" && reply)) return { kind: "chat", reply: reply ?? "" };
  return kind === "task" ? { kind: "task", title, clarity, questions } : { kind: "light", title };
}

/** Asks the model for one thought about a task. */
export function thinkByModel(
  mind: ModelMind,
  thinking: Thinking,
  task: Task,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<Answer<Thought>> {
  return thoughts[thinking.purpose]({ mind, thinking, task, transcript, signal });
}

type Occasion = {
  readonly mind: ModelMind;
  readonly thinking: Thinking;
  readonly task: Task;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
};

const thoughts: { readonly [Name in Thinking["purpose"]]: (occasion: Occasion) => Promise<Answer<Thought>> } = {
  triage: async (occasion) => {
    const { mind, task, transcript } = occasion;
    const procedures = mind.standing.procedures.map((one) => one.name);
    const messages = triagePrompt({ transcript, spaces: mind.spaces, procedures, round: task.interview.round });
    return mapAnswer(await ask(occasion, "triage", TriageAnswer, messages), ({ clarity, questions }) => ({
      purpose: "triage",
      value: { clarity, questions },
    }));
  },
  classify: async (occasion) => {
    const { task, transcript, thinking } = occasion;
    const message = speakerOf(task, thinking);
    const questions = openFacts(task.interview.questions).map((one) => one.text);
    const situation = `the task is ${task.stage.replace("_", " ")}`;
    const messages = classifyPrompt({ transcript, message, situation, brief: task.brief, questions });
    return mapAnswer(await ask(occasion, "classify", ClassifyAnswer, messages), (value) => ({ purpose: "classify", value }));
  },
  brief: async (occasion) => {
    const { task, transcript, thinking } = occasion;
    const open = openFacts(task.interview.questions).map((one) => one.text);
    const messages = briefPrompt({ transcript, space: task.space, facts: [], open, feedback: thinking.feedback });
    return mapAnswer(await ask(occasion, "brief", BriefAnswer, messages), (value) => ({ purpose: "brief", value }));
  },
  plan: async (occasion) => {
    const { mind, task, transcript, thinking } = occasion;
    const messages = planPrompt({
      ...(await groundNow(occasion)),
      brief: briefOf(task),
      transcript,
      feedback: thinking.feedback,
    });
    const base = await mind.baseOf(task.place.source);
    return mapAnswer(await ask(occasion, "plan", PlanAnswer, messages), (value) => ({
      purpose: "plan",
      value: { ...value, base, by: mind.model.name },
    }));
  },
  repair: async (occasion) => {
    const { task, transcript, thinking } = occasion;
    const steps = task.plan?.steps ?? [];
    const failed = steps.filter((step) => step.status === "failed");
    const succeeded = steps.filter((step) => step.status === "passed");
    const facts = {
      brief: briefOf(task),
      transcript,
      succeeded,
      failed,
      judged: judgementOf(thinking, task),
      approved: needsOf(steps),
      feedback: thinking.feedback,
    };
    const messages = repairPrompt({ ...(await groundNow(occasion)), ...facts });
    return mapAnswer(await ask(occasion, "repair", RepairAnswer, messages), (value) => ({
      purpose: "repair",
      value: { ...value, by: occasion.mind.model.name },
    }));
  },
  revise: async (occasion) => {
    const { task, transcript, thinking } = occasion;
    const facts = {
      brief: briefOf(task),
      transcript,
      steps: task.plan?.steps ?? [],
      change: thinking.instruction ?? "",
      feedback: thinking.feedback,
    };
    const messages = revisePrompt({ ...(await groundNow(occasion)), ...facts });
    return mapAnswer(await ask(occasion, "revise", ReviseAnswer, messages), (value) => ({
      purpose: "revise",
      value: { ...value, by: occasion.mind.model.name },
    }));
  },
  judge: async (occasion) => {
    const { mind, task, transcript, thinking } = occasion;
    const subject = judgedOf(task, thinking);
    const messages = judgePrompt({ ...subject, diff: await mind.diffOf(task), transcript });
    return mapAnswer(await ask(occasion, "judge", JudgeAnswer, messages), (value) => ({ purpose: "judge", value }));
  },
  summary: async (occasion) => {
    const { task, transcript } = occasion;
    const messages = summaryPrompt({ brief: briefOf(task), steps: task.plan?.steps ?? [], evaluation: task.evaluation, transcript });
    return mapAnswer(await ask(occasion, "summary", SummaryAnswer, messages), (value) => ({ purpose: "summary", value }));
  },
};

/** What is to be judged: the task against its whole brief, or one step against what it serves and what would verify it. */
function judgedOf(task: Task, { step: id }: Thinking) {
  const brief = briefOf(task);
  const steps = task.plan?.steps ?? [];
  const step = steps.find((one) => one.id === id);
  if (!step) {
    const checks = [...checksOfSteps(steps), ...(task.verification?.checks ?? [])];
    return { brief, criteria: brief.criteria.map((one) => one.id), steps, checks };
  }
  const verify = step.verify ? [{ id: step.id, text: step.verify, must: false }] : [];
  const criteria = [...brief.criteria.filter((one) => step.criteria.includes(one.id)), ...verify];
  const judged = { ...brief, criteria };
  return { brief: judged, criteria: criteria.map((one) => one.id), steps: [step], checks: step.verification?.checks ?? [] };
}

async function groundNow({ mind, task, signal }: Occasion): Promise<Ground> {
  return groundOf(task, mind.standing, await mind.agentsOf(signal));
}

function ask<T>({ mind, signal }: Occasion, purpose: Purpose, schema: z.ZodType<T>, messages: readonly ModelMessage[]): Promise<Answer<T>> {
  return mind.model.ask({ purpose, schema, messages, signal });
}

/** The words to classify, under the name and role of whoever said them. */
function speakerOf({ sayings, requester }: Task, { instruction }: Thinking) {
  const by = sayings[0]?.by ?? requester;
  const role = isSameAccount(by, requester) ? ("requester" as const) : ("member" as const);
  return { author: by.name, role, text: instruction ?? "" };
}

/** What is missing although every step passed: the criteria that are not met, and what the judge would have done about it. */
function judgementOf({ instruction }: Thinking, { evaluation }: Task): string | null {
  const unmet = evaluation?.criteria.filter((one) => one.met !== true).map((one) => `${one.id}: ${one.evidence}`) ?? [];
  const lines = [...unmet, ...(instruction ? [instruction] : [])];
  return lines.length > 0 ? lines.join("\n") : null;
}

function mapAnswer<From, To>(answer: { readonly result: Result<From>; readonly usage: Usage }, map: (value: From) => To): Answer<To> {
  const { result, usage } = answer;
  return { usage, result: result.ok ? { ok: true, value: map(result.value) } : result };
}
