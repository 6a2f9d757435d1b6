import { describe, expect, test } from "vitest";
import { renderGrants } from "../../../../src/adapters/discord/look/grants.ts";
import { answersModal, changesModal, decisionModal, stopModal } from "../../../../src/adapters/discord/look/modals.ts";
import type { Grant } from "../../../../src/domain/grant.ts";
import type { AskedQuestion } from "../../../../src/domain/message.ts";
import { stepApproval, wordsApproval } from "../../samples.ts";
import { messageFaults, modalFaults } from "../checker.ts";
import { show } from "../shown.ts";

const which: AskedQuestion = { id: "qst_1", text: "Which export?", choices: ["orders", "ledger"], why: "Two run at night.", step: null };
const fast: AskedQuestion = {
  id: "qst_2",
  text: "What is fast enough, given that the nightly window ends at six?",
  choices: [],
  why: null,
  step: null,
};

describe("a form", () => {
  test("for changes knows the approval by its id, and asks for words", () => {
    const modal = changesModal("apr_1");
    expect(modalFaults(modal)).toEqual([]);
    expect(modal).toMatchObject({
      custom_id: "changes:apr_1",
      title: "Request changes",
      components: [{ component: { custom_id: "text", required: true } }],
    });
  });

  test("for answers asks everything at once: by choice, in words, with files", () => {
    const modal = answersModal("tsk_1", [which, fast]);
    expect(modalFaults(modal)).toEqual([]);
    expect(show(modal)).toMatchInlineSnapshot(`
      "Which export? (Two run at night.): [choose: orders | ledger]
      Or in words: Which export?: [______]
      What is fast enough, given that the nightly… (What is fast enough, given that the nightly window ends at six?): [______]
      Files (If they say more than words.): [up to 10 files]"
    `);
    expect(JSON.stringify(modal)).not.toContain('"required":true');
  });

  test("for five questions has no room for more, and asks each", () => {
    const modal = answersModal(
      "tsk_1",
      Array.from({ length: 7 }, (_, n) => ({ ...which, id: `qst_${n}` as const })),
    );
    expect(modalFaults(modal)).toEqual([]);
    expect(modal.components).toHaveLength(5);
    expect(show(modal)).not.toMatch(/own words|files/);
  });

  test("for three questions keeps room for words and for files, whatever can be chosen", () => {
    const where = { ...which, id: "qst_3", text: "Where?", why: null, choices: ["staging", "live"] } as const;
    const modal = answersModal("tsk_1", [which, where, fast]);
    expect(modalFaults(modal)).toEqual([]);
    expect(show(modal)).toMatchInlineSnapshot(`
      "Which export? (Two run at night.): [choose: orders | ledger]
      Where?: [choose: staging | live]
      What is fast enough, given that the nightly… (What is fast enough, given that the nightly window ends at six?): [______]
      Where no choice fits, in your own words: [______]
      Files (If they say more than words.): [up to 10 files]"
    `);
    expect(modal.components.at(-2)).toMatchObject({ component: { custom_id: "text" } });
  });

  test.each([1, 2, 10, 11, 40])("shows %i choices as a list, which every client knows", (count) => {
    const modal = answersModal("tsk_1", [{ ...which, choices: Array.from({ length: count }, (_, n) => `choice ${n}`) }]);
    expect(modalFaults(modal)).toEqual([]);
    expect(modal.components[0]).toMatchObject({ component: { type: 3, custom_id: "qst_1/choice" } });
  });

  test("that asks once more says exactly what would be granted, and takes a note", () => {
    const modal = decisionModal("approve", stepApproval);
    expect(modalFaults(modal)).toEqual([]);
    expect([modal.custom_id, modal.title, show(modal)]).toEqual([
      "sure-approve:apr_2",
      "Approve for #42?",
      "Tier: external. Uses the secret STRIPE\\_KEY; can send data to POST api.stripe.com/v1/\\*.\nA note, kept with the decision: [______]",
    ]);
  });

  test("says all of it where needs are many, and where there are only words", () => {
    const needs = Array.from({ length: 40 }, (_, n) => `can send data to POST host-${n}.example.com`);
    const many = show(decisionModal("approve", { ...stepApproval, step: stepApproval.step && { ...stepApproval.step, needs } }));
    expect(needs.filter((need) => !many.toLowerCase().includes(need.toLowerCase()))).toEqual([]);
    const bare = { ...stepApproval, step: null, approval: { ...stepApproval.approval, title: "Runs `npm publish` once more" } };
    expect(show(decisionModal("approve", bare))).toMatch(/^Runs `npm publish` once more\n/);
  });

  test("that ends a task says so", () => {
    const stop = stopModal("tsk_1");
    expect(modalFaults(stop)).toEqual([]);
    expect([stop.custom_id, stop.title, show(stop)]).toEqual([
      "sure-stop:tsk_1",
      "Stop?",
      "The task ends. What is done is kept.\nWhy (optional): [______]",
    ]);
    const reject = decisionModal("reject", wordsApproval("result", "The budget is used up."));
    expect([reject.title, show(reject)]).toEqual([
      "Stop here?",
      "The task ends. What is done is kept.\nA note, kept with the decision: [______]",
    ]);
  });
});

test("standing approvals have a button each that takes them back", () => {
  const grant: Grant = {
    id: "grt_1",
    owner: "discord:1",
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
  const content = renderGrants([grant], 0);
  expect(messageFaults(content, [])).toEqual([]);
  expect(show(content)).toMatchInlineSnapshot(`
    "| 80848e
    **Standing approvals**
    shell \`curl\`, can send data to api.stripe.com · in shop · 3 more times, for 60 min  [Revoke]"
  `);
  expect(show(renderGrants([], 0))).toMatch(/-# You have given none\. `approve for 1 hour` or `approve here` gives one\./);
});
