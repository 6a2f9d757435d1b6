import type { Approval } from "../domain/approval.ts";
import type { Brief } from "../domain/brief.ts";
import type { Question } from "../domain/interview.ts";
import { sayNeeds } from "../domain/need-table.ts";
import type { Plan } from "../domain/plan.ts";
import { accountOf } from "../domain/principal.ts";
import { duration, money, reportMarkdown } from "../domain/report.ts";
import type { Step } from "../domain/step.ts";
import type { Task } from "../domain/task.ts";
import type { Verdict } from "../store/audit/verification.ts";
import { sayVerdict } from "./audit-words.ts";
import type { TaskRecord } from "./record.ts";

/** A task's record as Markdown, with what was found of its audit's chain (product: 2.9, export). */
export function recordMarkdown({ task, plans, transcript, audit, told }: TaskRecord, chain: Verdict): string {
  return [
    `# #${task.number} ${task.title}`,
    facts(task),
    section("Request", [quote(task.request)]),
    section(
      "Conversation",
      transcript.map((turn) => `- ${time(turn.at)} **${turn.author}** (${turn.role}): ${indent(turn.text)}`),
    ),
    section("Questions", task.interview.questions.map(question)),
    section("Brief", task.brief === null ? [] : brief(task.brief)),
    ...plans.map((plan) => section(`Plan v${plan.version}`, planLines(plan))),
    section("Approvals", task.approvals.flatMap(approval)),
    told.result === null ? "" : section("Report", [reportMarkdown(told.result).replace(/^#/gm, "###")]),
    section("Audit", auditLines(audit, chain)),
    section("Cost", [cost(task)]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function facts({ id, stage, requester, createdAt, place, space, autonomy, parent }: Task): string {
  const where = place.source === null ? "an empty folder" : `${place.source} (${place.kind})`;
  return [
    `- Task: ${id}, ${stage.replace("_", " ")}`,
    `- Asked by: ${requester.name} (${requester.channel}:${requester.id}), ${time(createdAt)}`,
    `- Where: ${[space, where, place.base].filter((part) => part !== null).join(" · ")}`,
    `- Autonomy: ${autonomy}`,
    ...(parent === null ? [] : [`- Goes on from: ${parent}`]),
  ].join("\n");
}

function question({ text, answer, answeredBy, choices }: Question): string {
  const offered = choices.length === 0 ? "" : ` (${choices.join(" / ")})`;
  return `- ${indent(text)}${offered}\n  - ${answer === null ? "not answered" : `${indent(answer)} — ${answeredBy ?? ""}`}`;
}

function brief({ generation, goal, constraints, criteria, assumptions, reason }: Brief): readonly string[] {
  return [
    `Generation ${generation}${reason === null ? "" : ` (${reason})`}: ${goal}`,
    "",
    ...constraints.map((one) => `- Constraint: ${one}`),
    ...criteria.map((one) => `- ${one.must ? "Must hold" : "Should hold"} (${one.id}): ${one.text}`),
    ...assumptions.map((one) => `- Assumed: ${one}`),
  ];
}

function planLines({ reason, madeBy, approvedBy, digest, steps }: Plan): readonly string[] {
  return [
    `${reason}${madeBy === null ? "" : ` (made by ${madeBy})`}. May run: ${approvedBy ?? "not approved"}. Digest ${digest.slice(0, 12)}.`,
    "",
    ...steps.map(stepLine),
  ];
}

function stepLine({ title, kind, tier, needs, summary, status, result, reason, startedAt, endedAt }: Step, index: number): string {
  const took = startedAt !== null && endedAt !== null ? `, ${duration(endedAt - startedAt)}` : "";
  const came = result?.headline || reason;
  return [
    `${index + 1}. **${title}** (${[kind, tier, ...sayNeeds(needs)].join(", ")}): ${indent(summary)}`,
    `   - ${status.replace("_", " ")}${took}${came ? `: ${indent(came)}` : ""}`,
  ].join("\n");
}

function approval({ id, title, subject, version, status, openedAt, reason, votes }: Approval): readonly string[] {
  return [
    `- ${time(openedAt)} ${subject.kind} v${version}: ${indent(title)} (${id}) — ${status.replace("_", " ")}${reason ? `: ${indent(reason)}` : ""}`,
    ...votes.map(
      (vote) => `  - ${time(vote.at)} ${vote.verb} by ${vote.by.name} (${accountOf(vote.by)})${vote.text ? `: ${indent(vote.text)}` : ""}`,
    ),
  ];
}

function cost({ spend }: Task): string {
  const metered =
    spend.unmetered > 0 ? `${money(spend.costMicros)} and ${spend.unmetered} calls that were not metered` : money(spend.costMicros);
  return `${metered}, ${spend.tokens} tokens, ${duration(spend.activeMs)} of work.`;
}

/** A chain as a list, under what was found of it. */
export function auditLines(audit: TaskRecord["audit"], chain: Verdict): readonly string[] {
  return [sayVerdict(chain), "", ...audit.map(auditLine)];
}

function auditLine({ seq, at, action, by, detail }: TaskRecord["audit"][number]): string {
  const body = detail === null ? "" : ` \`${JSON.stringify(detail).replaceAll("`", "'")}\``;
  return `- ${seq}. ${time(at)} ${action} by ${by ?? "Adjutant"}${body}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}`;
}

function quote(text: string): string {
  return text.replace(/^/gm, "> ");
}

/** Further lines of a text stay in its list item. */
function indent(text: string): string {
  return text.trim().replace(/\n/g, "\n  ");
}

function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
