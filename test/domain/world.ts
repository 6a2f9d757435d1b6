import type { Rules } from "../../src/domain/authority.ts";
import type { BriefContent } from "../../src/domain/brief.ts";
import { type Limits, spend, spentNothing } from "../../src/domain/budget.ts";
import type { Context } from "../../src/domain/context.ts";
import type { AgentFacts } from "../../src/domain/delegation.ts";
import type { TaskEvent } from "../../src/domain/event.ts";
import type { Fault, FaultCode } from "../../src/domain/fault.ts";
import type { Id } from "../../src/domain/id.ts";
import { noInterview } from "../../src/domain/interview.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { Plan, StepDraft } from "../../src/domain/plan.ts";
import { defaultPolicy, type Policy } from "../../src/domain/policy.ts";
import { type Directory, nobodyKnown, type Principal } from "../../src/domain/principal.ts";
import { type Step, type StepResult, type StepSpec, untouched } from "../../src/domain/step.ts";
import type { Task } from "../../src/domain/task.ts";
import { digestOf } from "../../src/orchestrator/identity.ts";
import { stepKinds } from "../../src/steps/index.ts";
import { rulesOf } from "../../src/steps/rules.ts";
import { schema } from "../fixtures/commands.ts";

/** Asks for the work. */
export const mia: Principal = { channel: "slack", id: "U1", name: "mia", groups: [], member: "full" };
/** Claimed the installation. */
export const olga: Principal = { channel: "slack", id: "U2", name: "olga", groups: [], member: "full" };
/** A configured approver, through a group. */
export const jon: Principal = { channel: "slack", id: "U3", name: "jon", groups: ["ops"], member: "full" };
/** Somebody in the room without any right. */
export const sam: Principal = { channel: "slack", id: "U4", name: "sam", groups: [], member: "full" };

/** The step kinds there really are. */
export const kinds = rulesOf(stepKinds, schema);

/** The product's defaults with an owner. */
export const policy: Policy = { ...defaultPolicy, owner: "slack:U2" };

export function policyWith(approvals: Partial<Policy["approvals"]>, rest: Partial<Policy> = {}): Policy {
  return { ...policy, ...rest, approvals: { ...policy.approvals, ...approvals } };
}

/** What rights are judged by where nobody is linked. */
export function rulesWith(rules: Policy = policy, directory: Directory = nobodyKnown): Rules {
  return { policy: rules, directory };
}

/** A context whose ids count up, so that the same walk always has the same ids. */
export function contextWith(rest: Partial<Context> = {}): Context {
  let count = 0;
  const mint = <Prefix extends string>(prefix: Prefix): Id<Prefix> => {
    count += 1;
    return `${prefix}_${count}`;
  };
  return {
    now: 1_000_000,
    mint,
    digest: digestOf,
    policy,
    kinds,
    directory: nobodyKnown,
    room: "slack/T1/C1",
    grants: [],
    agents: [],
    secrets: [],
    hasModel: true,
    holdsSecret: (text) => text.includes("hunter2"),
    ...rest,
  };
}

/** Nothing is limited. */
export const unlimited: Limits = { costMicros: null, tokens: null, activeMs: null, regenerations: null };

/** A task as a conversation makes it. */
export function taskWith(rest: Partial<Task> = {}): Task {
  return {
    id: "tsk_1",
    number: 1,
    conversation: "cnv_1",
    parent: null,
    requester: mia,
    requestedBefore: [],
    title: "Mend the login",
    request: "mend the login",
    space: null,
    place: { source: "/src/shop", kind: "copy", base: null },
    autonomy: "guardrails",
    limits: unlimited,
    allowance: rest.limits ?? unlimited,
    stage: "triage",
    pauses: [],
    light: false,
    procedure: null,
    interview: noInterview,
    brief: null,
    plan: null,
    approvals: [],
    thinking: null,
    sayings: [],
    heard: 0,
    repairs: 0,
    generations: 0,
    evaluation: null,
    verification: null,
    best: null,
    announced: {},
    spend: spentNothing,
    deaths: {},
    ending: null,
    createdAt: 1_000_000,
    movedAt: 1_000_000,
    ...rest,
  };
}

/** The task as it comes to an event: the ledger has settled what the event's effect used. */
export function withPaid(task: Task, event: TaskEvent): Task {
  return "usage" in event ? { ...task, spend: spend(task.spend, event.usage) } : task;
}

/** A step as a planner proposes it; by default a harmless research that serves the usual criterion. */
export function draftOf(id: string, rest: Partial<StepDraft> = {}): StepDraft {
  return {
    id,
    title: id,
    kind: "research",
    input: { query: `about ${id}` },
    dependsOn: [],
    independent: false,
    needs: nothing,
    tier: null,
    criteria: ["c1"],
    agent: null,
    timeoutSeconds: null,
    verify: null,
    ...rest,
  };
}

/** A command that may change `writes`. */
export function commandOf(id: string, writes: readonly string[] = [], rest: Partial<StepDraft> = {}): StepDraft {
  return draftOf(id, { kind: "execute", input: { argv: ["make", id] }, needs: { ...nothing, writes: [...writes] }, ...rest });
}

/** Somebody who can be had, costs nothing known and needs nothing. */
export function agentWith(name: string, rest: Partial<AgentFacts> = {}): AgentFacts {
  const usual = { capabilities: [], languages: [], needs: nothing, costMicros: null, timeoutSeconds: 600, fallback: [], lacking: null };
  return { name, ...usual, ...rest };
}

/** The first version of a plan that nobody was asked about yet. */
export function planWith(steps: readonly Step[], rest: Partial<Plan> = {}): Plan {
  const unasked = { reason: "", madeBy: null, digest: "", approvedBy: null, approval: null };
  return { id: "pln_1", version: 1, generation: 1, ...unasked, steps, ...rest };
}

/** A step of a plan that was validated. */
export function stepWith(id: string, rest: Partial<Step> = {}): Step {
  const spec: StepSpec = {
    id,
    title: id,
    kind: "research",
    input: { query: id },
    dependsOn: [],
    needs: nothing,
    tier: "read",
    criteria: [],
    agent: null,
    agents: [],
    costMicros: null,
    manual: false,
    recited: false,
    isolated: false,
    timeoutSeconds: 600,
    verify: null,
    expect: "success",
    summary: id,
  };
  return { ...spec, ...untouched, ...rest };
}

/** A brief with these criteria; by default the usual one. */
export function briefOf(...criteria: readonly string[]): BriefContent {
  const named = criteria.length > 0 ? criteria : ["c1"];
  return { ...bareBrief, criteria: named.map((id) => ({ id, text: `${id} holds`, must: true })) };
}

/** A brief nothing can be judged by. */
export const bareBrief: BriefContent = {
  title: "Mend the login",
  goal: "people can log in",
  constraints: [],
  criteria: [],
  entities: [],
  assumptions: [],
};

export function resultOf(headline: string, rest: Partial<StepResult> = {}): StepResult {
  return { ok: true, exitCode: 0, headline, output: headline, artifacts: [], snapshot: null, ...rest };
}

export function faultOf(code: FaultCode, message = `the outside said ${code}`): Fault {
  return { code, message, transient: false };
}
