import { describe, expect, test } from "vitest";
import { renderHome } from "../../../../src/adapters/slack/blocks/home.ts";
import { answersModal, changesModal } from "../../../../src/adapters/slack/blocks/modals.ts";
import type { Grant } from "../../../../src/domain/grant.ts";
import { card, plan, planApproval } from "../../samples.ts";
import { show } from "../shown.ts";

const grant: Grant = {
  id: "grt_1",
  owner: "slack:U1",
  ownerName: "mia",
  tier: "external",
  kind: "shell",
  shape: "curl",
  needs: { writes: [], network: ["api.stripe.com"], secrets: [], hostPaths: [] },
  agents: [],
  space: "shop",
  room: null,
  givenAt: 0,
  expiresAt: 3_600_000,
  usesLeft: 3,
  revokedAt: null,
};

/** Views hold known blocks only. */
const shown = (view: { readonly blocks: readonly unknown[] }) => show({ blocks: view.blocks as never });

describe("the home tab", () => {
  test("shows what waits, what was asked for and what was allowed, each with its button", () => {
    const home = renderHome(
      {
        approvals: [{ message: planApproval, permalink: "https://acme.slack.com/archives/C1/p1" }],
        tasks: [{ card, permalink: "https://acme.slack.com/archives/C1/p2" }],
        grants: [grant],
      },
      0,
    );
    expect(shown(home)).toMatchInlineSnapshot(`
      "## Waiting for you
      *#42 Make the orders export finish in 15 minutes* · plan v1 · shop · /src/shop (worktree) · 4f2c1a9 · execute
      *Must hold: *\`exports/nightly.ts\` under 15 min on last night's data; same rows as before
      *Should hold: *no new dependency
      *Given: *the schema stays
      *Assumed: *the staging copy of 2026-11-20 is representative
      1. Measure where the time goes — runs \`npm run export -- --profile\` · \`execute\`
      2. Change the slow part — delegates: make the slow part faster · \`write\` · codex, else claude · est. $0.80 · may change exports/
      \`\`\`
      Make the slow part faster.
      Do not touch src/**/schema.ts or __init__.
      \`\`\`
      3. Tell you the result · \`read\`
      Est. $0.80. May change exports/. Highest tier: execute.
      [Approve] [Request changes] [Reject?] [Open ↗]
      ## Your tasks
      *#42 Make the orders export finish in 15 minutes*
      executing · Change the slow part  [Open ↗]
      ## Standing approvals
      shell \`curl\`, can send data to api.stripe.com · in shop · 3 more times, for 60 min  [Revoke?]"
    `);
  });

  test("says plainly that there is nothing", () => {
    expect(shown(renderHome({ approvals: [], tasks: [], grants: [] }, 0))).toMatchInlineSnapshot(`
      "## Waiting for you
      · Nothing waits for your decision.
      ## Your tasks
      · You have no open task. Mention me in a channel, or write to me here.
      ## Standing approvals
      · You have given none."
    `);
  });

  test("of a long plan shows the beginning, and where the rest is", () => {
    const steps = Array.from({ length: 30 }, (_, n) => plan.steps.map((step) => ({ ...step, title: `Step ${n} of a long plan` }))).flat();
    const message = { ...planApproval, plan: { ...plan, steps } };
    const home = shown(renderHome({ approvals: [{ message, permalink: null }], tasks: [], grants: [] }, 0));
    expect(home).toContain("This is not all of it: the whole is in its thread.");
    expect(home.length).toBeLessThan(3_500);
  });

  test("links only to where Slack said", () => {
    const tasks = [{ card, permalink: "javascript:alert(1)" }];
    expect(JSON.stringify(renderHome({ approvals: [], tasks, grants: [] }, 0))).not.toContain("javascript");
  });
});

describe("a form", () => {
  test("for changes knows the approval by its id", () => {
    const modal = changesModal("apr_1", "#42 Make it <fast>");
    expect(modal).toMatchObject({ type: "modal", callback_id: "changes", private_metadata: "apr_1" });
    expect(shown(modal)).toMatchInlineSnapshot(`
      "#42 Make it &lt;fast&gt;
      What should be different?: [______]"
    `);
  });

  test("for answers asks everything at once, by choice or in words", () => {
    const modal = answersModal("tsk_1", [
      { id: "qst_1", text: "Which export?", choices: ["orders", "ledger"], why: "Two run at night.", step: null },
      { id: "qst_2", text: "What is fast enough?", choices: [], why: null, step: null },
    ]);
    expect(modal).toMatchObject({ callback_id: "answers", private_metadata: "tsk_1" });
    expect(modal.blocks.map(({ block_id }) => block_id)).toEqual(["qst_1/choice", "qst_1/text", "qst_2/text"]);
    expect(shown(modal)).toMatchInlineSnapshot(`
      "Which export? (Two run at night.): [choose: orders | ledger]
      Or in words: Which export?: [______]
      What is fast enough?: [______]"
    `);
  });
});
