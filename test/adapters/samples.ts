import type { Card, CardStep } from "../../src/domain/card.ts";
import type { ApprovalMessage, PlanShown, ResultMessage } from "../../src/domain/message.ts";

/** The task of conversations.md, in the domain's own shapes. */
export const task = { id: "tsk_1", number: 42, title: "Make the orders export finish in 15 minutes" } as const;

const plain = { needs: [], agents: [], costMicros: null, text: null, settled: null } as const;

export const plan: PlanShown = {
  version: 1,
  reason: "",
  madeBy: null,
  place: "shop · /src/shop (worktree) · 4f2c1a9",
  where: "shop · 4f2c1a9",
  goal: task.title,
  criteria: [
    { text: "`exports/nightly.ts` under 15 min on last night's data", must: true },
    { text: "same rows as before", must: true },
    { text: "no new dependency", must: false },
  ],
  constraints: ["the schema stays"],
  assumptions: ["the staging copy of 2026-11-20 is representative"],
  steps: [
    { ...plain, title: "Measure where the time goes", summary: "runs `npm run export -- --profile`", tier: "execute" },
    {
      ...plain,
      title: "Change the slow part",
      summary: "delegates: make the slow part faster",
      tier: "write",
      needs: ["may change exports/"],
      agents: ["codex", "claude"],
      costMicros: 800_000,
      text: "Make the slow part faster.\nDo not touch src/**/schema.ts or __init__.",
    },
    { ...plain, title: "Tell you the result", summary: "Tell you the result", tier: "read" },
  ],
  needs: ["may change exports/"],
};

export const planApproval: ApprovalMessage = {
  kind: "approval",
  task,
  approval: { id: "apr_1", version: 1, tier: "execute", title: `${task.title} · plan v1`, expiresAt: 0, subject: "plan", quorum: 1 },
  plan,
  step: null,
  votes: [],
  closed: null,
};

export const stepApproval: ApprovalMessage = {
  kind: "approval",
  task,
  approval: {
    id: "apr_2",
    version: 1,
    tier: "external",
    title: "Post the numbers — POST api.stripe.com",
    expiresAt: 0,
    subject: "step",
    quorum: 1,
  },
  plan: null,
  step: {
    ...plain,
    title: "Post the numbers",
    summary: "runs `curl -d @rows.json https://api.stripe.com/v1/x`",
    tier: "external",
    needs: ["uses the secret STRIPE_KEY", "can send data to POST api.stripe.com/v1/*"],
  },
  votes: [],
  closed: null,
};

/** A request for a decision that has only its words. */
export function wordsApproval(subject: "review" | "result" | "fault" | "limit", title: string): ApprovalMessage {
  const approval = { id: "apr_3", version: 1, tier: "read", title, expiresAt: 0, subject, quorum: 1 } as const;
  return { kind: "approval", task, approval, plan: null, step: null, votes: [], closed: null };
}

export const result: ResultMessage = {
  kind: "result",
  task,
  stage: "completed",
  request: "make the nightly export faster",
  ending: {
    headline: "41 min → 11 min. The rows are identical.",
    done: ["The time went into one query per order; it now reads 5,000 at once (`exports/batch.ts`)."],
    notDone: [{ what: "the ledger export", why: "it has the same pattern" }],
    next: ["Say `do the same for ledger` to go on."],
  },
  steps: [
    { title: "Measure where the time goes", status: "passed", finding: false, headline: "38 of 41 min in one query" },
    { title: "Change the slow part", status: "passed", finding: false, headline: "+38 −21" },
    { title: "Compare the rows", status: "passed", finding: true, headline: "2 rows differ" },
    { title: "Publish", status: "skipped", finding: false, headline: "left out by mia" },
  ],
  evaluation: {
    verdict: "green",
    score: 0.93,
    criteria: [{ id: "c1", text: "`exports/nightly.ts` under 15 min", met: true, score: 1, evidence: "11 min 4 s" }],
    checks: [{ name: "npm test", state: "passed", required: true, evidence: "212 passed", newlyFailing: [] }],
    guarded: ["test/export.test.ts"],
    instructions: null,
  },
  artifacts: [{ name: "changes.diff", path: "/var/lib/a/42/changes.diff", bytes: 2_345, sha256: "" }],
  approvedBy: "approved by mia",
  costMicros: 740_000,
  unmetered: false,
  activeMs: 22 * 60_000,
};

export function cardStep(id: string, status: CardStep["status"], more: Partial<CardStep> = {}): CardStep {
  return {
    id,
    title: `Step ${id}`,
    kind: "execute",
    tier: "execute",
    status,
    finding: false,
    headline: "",
    startedAt: null,
    endedAt: null,
    ...more,
  };
}

export const card: Card = {
  number: 42,
  title: task.title,
  stage: "executing",
  doing: "Change the slow part",
  held: null,
  place: "worktree",
  approvedBy: "approved by mia",
  steps: [
    cardStep("measure", "passed", { title: "Measure", headline: "38 of 41 min in one query", startedAt: 0, endedAt: 41_000 }),
    cardStep("change", "running", { title: "Change the slow part", startedAt: 60_000 }),
    cardStep("publish", "awaiting_confirmation", { title: "Publish" }),
    cardStep("report", "pending", { title: "Report" }),
  ],
  running: [{ step: "change", doing: "editing exports/batch.ts", percent: 40, tokens: 12_000, costMicros: 310_000, since: 0 }],
  costMicros: 310_000,
  unmetered: false,
  spent: "$0.31 of $2.00",
  activeMs: 6 * 60_000,
};
