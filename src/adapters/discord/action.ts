import { z } from "zod";
import type { ApprovalId, TaskId } from "../../domain/id.ts";
import type { Pressed } from "../acting.ts";
import { Approval, Grant, Question, Task } from "../ids.ts";

/** What can be asked for once more before it is done: by a form that opens at once. */
export type Confirmable = Extract<Pressed, { readonly does: "decide" | "command" }>;

/** What a button, or a choice of a list, means here: the form that asks once more is Discord's own way, sending it is the act. */
export type Act =
  | Pressed
  | { readonly does: "confirm"; readonly act: Confirmable }
  /** A message of whoever presses it is for this task. */
  | { readonly does: "mean"; readonly task: TaskId; readonly message: string };

/** What a form is for, as its `custom_id` says. */
export type Form =
  | { readonly form: "changes"; readonly approval: ApprovalId }
  | { readonly form: "answers"; readonly task: TaskId }
  | { readonly form: "confirm"; readonly act: Confirmable };

/** Names of the fields of forms: `text`, or `<question>/choice`, `<question>/text`. */
export const fields = { text: "text", choice: "choice", files: "files" } as const;

/** The message command, by the name people see: Discord knows it by nothing else. */
export const makeTask = "Make this a task";

const commands = { cancel: "stop", pause: "pause", resume: "resume", proceed: "proceed" } as const;

/**
 * A button's `custom_id`: what it means, and ids, never anything else of a message (platforms.md: 2, complaint 15). At most 100
 * characters, and no two buttons of a message have the same.
 */
export function customId(act: Act): string {
  switch (act.does) {
    case "decide":
      return `${act.verb}:${act.approval}`;
    case "command":
      return `${commands[act.command]}:${act.task}`;
    case "confirm":
      return `ask-${customId(act.act)}`;
    case "change":
      return `change:${act.approval}`;
    case "choose":
      return `choose:${act.task}/${act.question}/${act.place}`;
    case "answer":
    case "retry":
      return `${act.does}:${act.task}`;
    case "revoke":
      return `revoke:${act.grant}`;
    case "mean":
      return `for:${act.task}/${act.message}`;
  }
}

/** A list's `custom_id`; the value of each option is the choice's place. */
export function selectId(task: string, question: string): string {
  return `choose:${task}/${question}`;
}

/** A form's `custom_id`. */
export function formId(form: Form): string {
  switch (form.form) {
    case "changes":
      return `changes:${form.approval}`;
    case "answers":
      return `answers:${form.task}`;
    case "confirm":
      return `sure-${customId(form.act)}`;
  }
}

const Place = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number);
const Chosen = z.tuple([Task, Question, Place]);
const Meant = z.tuple([Task, z.string().regex(/^\d{1,20}$/)]);

type Meaning<Value> = z.ZodType<Value>;
const decides = (verb: "approve" | "reject"): Meaning<Confirmable> =>
  Approval.transform((approval) => ({ does: "decide", verb, approval }) as const);
const steers = (command: keyof typeof commands): Meaning<Confirmable> =>
  Task.transform((task) => ({ does: "command", command, task }) as const);

const confirmable: ReadonlyMap<string, Meaning<Confirmable>> = new Map([
  ["approve", decides("approve")],
  ["reject", decides("reject")],
  ["stop", steers("cancel")],
  ["pause", steers("pause")],
  ["resume", steers("resume")],
  ["proceed", steers("proceed")],
]);

const others: ReadonlyMap<string, Meaning<Act>> = new Map<string, Meaning<Act>>([
  ["change", Approval.transform((approval) => ({ does: "change", approval }) as const)],
  ["answer", Task.transform((task) => ({ does: "answer", task }) as const)],
  ["retry", Task.transform((task) => ({ does: "retry", task }) as const)],
  ["revoke", Grant.transform((grant) => ({ does: "revoke", grant }) as const)],
]);

/** What a `custom_id` (with the value that was chosen, for a list) means; null: nothing of ours. */
export function readCustomId(id: string, value: string | null = null): Act | null {
  const [name, rest] = halves(id);
  if (name === "choose") return readChoice(value === null ? rest : `${rest}/${value}`);
  if (name === "for") return readMeant(rest);
  if (name.startsWith("ask-")) {
    const act = confirmableOf(name.slice("ask-".length), rest);
    return act && { does: "confirm", act };
  }
  return confirmableOf(name, rest) ?? others.get(name)?.safeParse(rest).data ?? null;
}

/** What a form's `custom_id` means; null: nothing of ours. */
export function readFormId(id: string): Form | null {
  const [name, rest] = halves(id);
  if (name === "changes") {
    const { data } = Approval.safeParse(rest);
    return data === undefined ? null : { form: "changes", approval: data };
  }
  if (name === "answers") {
    const { data } = Task.safeParse(rest);
    return data === undefined ? null : { form: "answers", task: data };
  }
  const act = name.startsWith("sure-") ? confirmableOf(name.slice("sure-".length), rest) : null;
  return act && { form: "confirm", act };
}

function confirmableOf(name: string, rest: string): Confirmable | null {
  return confirmable.get(name)?.safeParse(rest).data ?? null;
}

function readChoice(text: string): Act | null {
  const { data } = Chosen.safeParse(text.split("/"));
  return data === undefined ? null : { does: "choose", task: data[0], question: data[1], place: data[2] };
}

function readMeant(text: string): Act | null {
  const { data } = Meant.safeParse(text.split("/"));
  return data === undefined ? null : { does: "mean", task: data[0], message: data[1] };
}

function halves(id: string): readonly [string, string] {
  const at = id.indexOf(":");
  return at < 0 ? [id, ""] : [id.slice(0, at), id.slice(at + 1)];
}
