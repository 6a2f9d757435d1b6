import { isOwner, mayAsk, maySpeak } from "./authority.ts";
import { usedNothing } from "./budget.ts";
import type { Context } from "./context.ts";
import {
  type Conversation,
  type ConversationEvent,
  type Found,
  type Mention,
  type OpenTask,
  type Triaging,
  triageKey,
} from "./conversation.ts";
import { mostDeaths } from "./deaths.ts";
import { takesEdit } from "./edit.ts";
import type { TaskRequest } from "./event.ts";
import { readSpoken, type Spoken } from "./grammar.ts";
import { help } from "./help.ts";
import type { TaskId } from "./id.ts";
import { unreadableClarity } from "./interview.ts";
import { newTask } from "./new-task.ts";
import { sayStanding } from "./pausing.ts";
import { isSameAccount, type Principal } from "./principal.ts";
import type { Task } from "./task.ts";
import { quietMs } from "./thinking.ts";

/** What a conversation's transition leaves besides itself. */
export type ConversationRecord =
  | { readonly type: "reply"; readonly text: string; readonly to: Principal | null }
  /** A new task; the store gives it the next short number. */
  | { readonly type: "create"; readonly task: Omit<Task, "number">; readonly first: TaskRequest }
  | { readonly type: "forward"; readonly task: TaskId; readonly request: TaskRequest }
  /** Standing approvals are listed, or one is taken back, to whom it belongs. */
  | { readonly type: "grants"; readonly to: Principal }
  | { readonly type: "revoke"; readonly by: Principal; readonly grant: string; readonly any: boolean }
  /** A task is handed over; who is meant is looked up where accounts are known. */
  | { readonly type: "assign"; readonly task: TaskId; readonly by: Principal; readonly to: string; readonly mentions: readonly Mention[] }
  /** A task that ended here is asked for again; null: the last one. */
  | { readonly type: "retry"; readonly by: Principal; readonly number: number | null }
  | { readonly type: "link"; readonly by: Principal; readonly code: string | null }
  | { readonly type: "unlink"; readonly by: Principal }
  | { readonly type: "claim"; readonly by: Principal; readonly code: string };

export type Routed = { readonly conversation: Conversation; readonly records: readonly ConversationRecord[] };
type Message = Extract<ConversationEvent, { type: "message" }>;

/** Moves a conversation: exact words go to their task, free text to the open one, anything else is triaged. */
export function route(conversation: Conversation, event: ConversationEvent, context: Context): Routed {
  switch (event.type) {
    case "message":
      return hear(conversation, event, context);
    case "triaged":
      return event.of === triageKey(conversation) ? take(conversation, event, context) : ignore(conversation);
    case "untriaged":
      return event.of === triageKey(conversation) ? keep(conversation, event, context) : ignore(conversation);
    case "died":
      return event.of === triageKey(conversation) ? survive(conversation, context) : ignore(conversation);
    case "due":
      return { conversation: { ...conversation, triaging: endSilence(conversation.triaging, context.now) }, records: [] };
  }
}

function hear(conversation: Conversation, event: Message, context: Context): Routed {
  if (event.again !== undefined) return hearRequest(conversation, event, context);
  const spoken = readSpoken(event.text);
  if (spoken?.kind === "claim") return { conversation, records: [{ type: "claim", by: event.by, code: spoken.code }] };
  const person = maySpeak(event.by, context);
  if (!person.allowed) return say(conversation, person.reason, event.by);
  const task = findOpen(conversation, null, event.about);
  const edits = spoken?.kind === "edit" && task !== undefined && takesEdit(task.stage, spoken.edit);
  if (edits) return forward(conversation, task, { type: "edited", by: event.by, edit: spoken.edit });
  if (spoken && spoken.kind !== "edit") return obey(conversation, spoken, event, context);
  if (task) return forward(conversation, task, { type: "said", by: event.by, text: event.text, receivedAt: event.receivedAt });
  return hearRequest(conversation, event, context);
}

function hearRequest(conversation: Conversation, event: Message, context: Context): Routed {
  const right = mayAsk(event.by, context);
  if (!right.allowed) return say(conversation, right.reason, event.by);
  return { conversation: { ...conversation, triaging: fold(conversation.triaging, event, context.now) }, records: [] };
}

/** How often a message that comes while others are read makes all of them wait for silence (architecture: crash). */
const mostWaits = 3;

/**
 * Messages that come while the first is being read belong to it: a burst is one request, and nothing is dropped. They are read
 * again together, once nobody has said anything for a moment; where people never stop, what is being read is read to its end.
 */
function fold(before: Triaging | null, { by, text, again }: Message, now: number): Triaging {
  if (!before) return { ...read(by, text, now), ...(again === undefined ? {} : { again }) };
  const added = isSameAccount(before.by, by) ? text : `(${by.name} adds) ${text}`;
  const all = { ...before, text: `${before.text}\n${added}` };
  if (before.parts <= mostWaits) return { ...all, parts: before.parts + 1, notBefore: now + quietMs, deaths: 0 };
  if (before.notBefore !== null) return { ...all, parts: before.parts + 1, deaths: 0 };
  return { ...all, later: before.later === null ? added : `${before.later}\n${added}` };
}

function endSilence(triaging: Triaging | null, now: number): Triaging | null {
  return triaging?.notBefore && triaging.notBefore <= now ? { ...triaging, notBefore: null } : triaging;
}

/** Who read it died. It is read again; after the last time it is kept as a task that asks whether to try once more. */
function survive(conversation: Conversation, context: Context): Routed {
  const { triaging } = conversation;
  const of = triageKey(conversation);
  if (!triaging || of === null) return ignore(conversation);
  const deaths = triaging.deaths + 1;
  if (deaths < mostDeaths) return { conversation: { ...conversation, triaging: { ...triaging, deaths } }, records: [] };
  const message = `I could not read it: whoever read it died ${mostDeaths} times in a row.`;
  return keep(conversation, { type: "untriaged", of, fault: { code: "internal", message, transient: false }, usage: usedNothing }, context);
}

function obey(conversation: Conversation, spoken: Exclude<Spoken, { kind: "claim" | "edit" }>, event: Message, context: Context): Routed {
  if (spoken.kind === "revoke") {
    // Who owns the installation takes back anybody's; everybody their own.
    return { conversation, records: [{ type: "revoke", by: event.by, grant: spoken.grant, any: isOwner(event.by, context) }] };
  }
  if (spoken.kind === "link" || spoken.kind === "unlink") return { conversation, records: [link(spoken, event.by)] };
  if (spoken.kind === "ask") return tell(conversation, spoken.what, event.by);
  if (spoken.kind === "retry") return retry(conversation, spoken.number, event.by);
  const task = findOpen(conversation, spoken.number, event.about);
  if (!task && isStopOfReading(conversation, spoken, event.by))
    return say({ ...conversation, triaging: null }, "Stopped before anything was begun.", event.by);
  if (!task)
    return say(conversation, spoken.number === null ? "No task is open here." : `There is no open task #${spoken.number} here.`, event.by);
  if (spoken.kind === "command") return forward(conversation, task, commanded(spoken.command, event));
  if (spoken.kind === "assign") return assign(conversation, task, spoken.to, event);
  const { verb, text, grant = null } = spoken;
  return forward(conversation, task, { type: "decided", by: event.by, approval: null, verb, text, receivedAt: event.receivedAt, grant });
}

/** The task that words are for: the one they name, else whose message they reply to, else the newest. */
function findOpen({ open }: Conversation, number: number | null, about: TaskId | null = null): OpenTask | undefined {
  if (number !== null) return open.find((one) => one.number === number);
  return open.find(({ id }) => id === about) ?? open.at(-1);
}

/** What goes on is not asked for a second time. */
function retry(conversation: Conversation, number: number | null, by: Principal): Routed {
  const open = findOpen(conversation, number);
  if (!open) return { conversation, records: [{ type: "retry", by, number }] };
  return say(conversation, `#${open.number} is still going on. \`stop\` ends it; \`retry\` asks for the same again then.`, by);
}

function commanded(command: Extract<Spoken, { kind: "command" }>["command"], { by, byDeletion }: Message): TaskRequest {
  return { type: "commanded", by, command, ...(byDeletion === undefined ? {} : { byDeletion }) };
}

/** Who asked can take it back before it is a task. */
function isStopOfReading({ triaging }: Conversation, spoken: Spoken, by: Principal): boolean {
  const isStop = spoken.kind === "command" && spoken.command === "cancel" && spoken.number === null;
  return isStop && triaging !== null && isSameAccount(triaging.by, by);
}

function link(spoken: Extract<Spoken, { kind: "link" | "unlink" }>, by: Principal): ConversationRecord {
  return spoken.kind === "link" ? { type: "link", by, code: spoken.code } : { type: "unlink", by };
}

/** `take over` names who says it; whoever else is named has to be looked up first. */
function assign(conversation: Conversation, task: OpenTask, to: string | null, { by, mentions = [] }: Message): Routed {
  if (to === null) return forward(conversation, task, { type: "handed", by, to: by });
  return { conversation, records: [{ type: "assign", task: task.id, by, to, mentions }] };
}

function tell(conversation: Conversation, what: Extract<Spoken, { kind: "ask" }>["what"], by: Principal): Routed {
  if (what === "grants") return { conversation, records: [{ type: "grants", to: by }] };
  return say(conversation, what === "help" ? help : openLines(conversation), null);
}

function openLines(conversation: Conversation): string {
  const lines = conversation.open.map((task) => `#${task.number} ${task.title} — ${sayStanding(task)}`);
  return lines.length > 0 ? lines.join("\n") : "No task is open here.";
}

/** An answer nobody waits for any more. */
function ignore(conversation: Conversation): Routed {
  return { conversation, records: [] };
}

function take(conversation: Conversation, { found, usage }: Extract<ConversationEvent, { type: "triaged" }>, context: Context): Routed {
  const asked = conversation.triaging;
  const quiet = { ...conversation, triaging: null };
  if (!asked) return { conversation: quiet, records: [] };
  if (found.kind === "chat") return say({ ...quiet, triaging: readLater(asked, context.now) }, found.reply, null);
  const triage = found.kind === "task" ? { clarity: found.clarity, questions: found.questions } : null;
  return create(quiet, begin(conversation, asked, found, context), { type: "opened", triage, fault: null, usage });
}

/** What was said while small talk was being read: it may be work. */
function readLater({ by, later }: Triaging, now: number): Triaging | null {
  return later === null ? null : read(by, later, now);
}

function read(by: Principal, text: string, now: number): Triaging {
  return { by, text, since: now, parts: 1, later: null, notBefore: null, deaths: 0 };
}

/** No model and no procedure is an answer, and so is no money; any other fault keeps the request as a task that asks whether to try again. */
function keep(conversation: Conversation, { fault, usage }: Extract<ConversationEvent, { type: "untriaged" }>, context: Context): Routed {
  const asked = conversation.triaging;
  const quiet = { ...conversation, triaging: null };
  if (!asked) return { conversation: quiet, records: [] };
  if (fault.code === "model_missing" || fault.code === "limit_reached") return say(quiet, fault.message, null);
  const task = begin(conversation, asked, { kind: "task", title: "", clarity: unreadableClarity, questions: [] }, context);
  const unreadable = fault.code === "model_unreadable";
  return create(quiet, task, {
    type: "opened",
    triage: unreadable ? { clarity: unreadableClarity, questions: [] } : null,
    fault: unreadable ? null : fault,
    usage,
  });
}

function begin(
  conversation: Conversation,
  { by, text, again }: Pick<Triaging, "by" | "text" | "again">,
  found: Exclude<Found, { kind: "chat" }>,
  context: Context,
): Omit<Task, "number"> {
  const { space, source, workspace, autonomy } = conversation.setting;
  const parent = again ?? conversation.setting.parent ?? null;
  const procedure = found.kind === "procedure" ? found.use : null;
  const wanted = found.kind === "procedure" ? found.workspace : "copy";
  const place = { source, kind: workspace ?? wanted, base: null };
  const where = { conversation: conversation.id, parent, space, place, autonomy: autonomy ?? context.policy.autonomy };
  return newTask({ ...where, requester: by, title: found.title, request: text, light: found.kind === "light", procedure }, context);
}

function say(conversation: Conversation, text: string, to: Principal | null): Routed {
  return { conversation, records: [{ type: "reply", text, to }] };
}

function forward(conversation: Conversation, task: OpenTask, request: TaskRequest): Routed {
  return { conversation, records: [{ type: "forward", task: task.id, request }] };
}

function create(conversation: Conversation, task: Omit<Task, "number">, first: TaskRequest): Routed {
  return { conversation, records: [{ type: "create", task, first }] };
}
