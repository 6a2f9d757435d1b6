import { textOf } from "./criterion.ts";
import { betterBefore } from "./files.ts";
import type { Step } from "./step.ts";
import type { Ending, Task } from "./task.ts";
import type { SummaryDraft } from "./thought.ts";

/** What was done and what not, told from the steps themselves: the honest part of a report needs no model. */
export function composeEnding(task: Task, headline: string): Ending {
  const steps = task.plan?.steps ?? [];
  const done = steps.filter((step) => step.status === "passed").map((step) => `${step.title}: ${step.result?.headline || "done"}`);
  return { headline, done, notDone: openEnds(task, steps), next: [] };
}

/** The end of a task that failed: where an earlier attempt was better, that is the one that is kept (product: 2.7). */
export function composeFailure(task: Task, headline: string): Ending {
  const better = betterBefore({ ...task, stage: "failed" });
  if (!better) return composeEnding(task, headline);
  const { version, verdict, score } = better;
  return composeEnding(
    task,
    `${headline} The best attempt was v${version} (${verdict}, score ${score.toFixed(2)}); the files are as it left them.`,
  );
}

/** The report nobody had to write: a procedure names the step that says how it went; everything else gets the count. */
export function plainEnding(task: Task): Ending {
  const passed = (task.plan?.steps ?? []).filter((step) => step.status === "passed");
  // A step made for each of several checks is called `tests`, `tests-2`, …
  const named = passed.filter(({ id }) => task.procedure && [id, id.replace(/-\d+$/, "")].includes(task.procedure.headline));
  const said = named.flatMap((step) => step.result?.headline ?? []).join("; ") || `Done: ${passed.length} steps passed.`;
  const accepted = task.approvals.some((one) => one.subject.kind === "result" && one.status === "approved");
  return composeEnding(task, accepted && task.evaluation?.verdict !== "green" ? `Accepted as it is: ${said}` : said);
}

/** A model's summary, with what the steps say was not done added where it forgot them. */
export function summarisedEnding(task: Task, summary: SummaryDraft): Ending {
  const composed = composeEnding(task, summary.headline);
  const told = summary.not_done.map(({ what, why }) => ({ what, why }));
  const forgotten = composed.notDone.filter((one) => !told.some((other) => other.what.includes(one.what) || one.what.includes(other.what)));
  return { headline: summary.headline, done: summary.done, notDone: [...told, ...forgotten], next: summary.next };
}

function openEnds(task: Task, steps: readonly Step[]): Ending["notDone"] {
  const failed = steps.filter((step) => step.status !== "passed" && step.status !== "superseded");
  const repaired = steps.filter((step) => step.status === "superseded");
  const unmet = task.evaluation?.criteria.filter((one) => one.met === false) ?? [];
  return [
    ...failed.map((step) => ({ what: step.title, why: step.reason ?? step.result?.headline ?? "the task ended before it was done" })),
    ...repaired.map((step) => ({
      what: step.title,
      why: `failed and was replaced: ${step.result?.headline ?? step.reason ?? "by a repair"}`,
    })),
    ...unmet.map((one) => ({ what: textOf(one.id, task.brief), why: one.evidence })),
  ];
}
