import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderCard } from "../../../../src/adapters/slack/blocks/card.ts";
import { renderHome } from "../../../../src/adapters/slack/blocks/home.ts";
import { renderMessage } from "../../../../src/adapters/slack/blocks/message.ts";
import { answersModal, changesModal } from "../../../../src/adapters/slack/blocks/modals.ts";
import type { Grant } from "../../../../src/domain/grant.ts";
import { cards, hostile, messages, planShown, questions } from "../../arbitraries.ts";
import { card, plan, planApproval, result } from "../../samples.ts";
import { contentFaults, viewFaults } from "../checker.ts";
import { show } from "../shown.ts";

const asked = ["slack:U1", "@S0123ABC", "@<!here>", "slack:<@U666>"];
const called = ["<@U1>", "<!subteam^S0123ABC>"];
// What fails is printed as it is: making it smaller takes minutes.
const runs = { seed: 20_261_121, numRuns: 300, endOnFailure: true };

describe("whatever is in it", () => {
  test("a message is within Slack's limits, and calls only who is asked", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const { parts, files } = renderMessage(message, asked);
        expect(parts.flatMap((part) => contentFaults(part, called))).toEqual([]);
        expect([parts.length >= 1 && parts.length <= 5, files.length <= 1]).toEqual([true, true]);
      }),
      runs,
    );
  });

  test("the buttons of a message are on its last part", () => {
    fc.assert(
      fc.property(planShown, (shown) => {
        const { parts } = renderMessage({ ...planApproval, plan: shown }, asked);
        const last = parts.findLastIndex(({ blocks }) => blocks.some((block) => block.type === "actions"));
        expect([parts.filter(({ blocks }) => blocks.some((block) => block.type === "actions")).length, last]).toEqual([
          1,
          parts.length - 1,
        ]);
      }),
      { ...runs, numRuns: 60 },
    );
  });

  test("an approval has as many parts closed as it had open, so that each can be edited", () => {
    fc.assert(
      fc.property(planShown, hostile, (shown, closed) => {
        const open = renderMessage({ ...planApproval, plan: shown }, asked);
        expect(renderMessage({ ...planApproval, plan: shown, closed }, asked).parts).toHaveLength(open.parts.length);
      }),
      { ...runs, numRuns: 60 },
    );
  });

  test("no word of a text is lost: it is in a part, or in the file", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, fc.nat()), { maxLength: 12 }), (said) => {
        const words = said.map(([, n], index) => `WORD${index}X${n}`);
        const text = said.map(([before], index) => `${before} ${words[index]}`).join("\n");
        const { parts, files } = renderMessage({ kind: "reply", text: `${text}.` }, []);
        const shown = [...parts.map(show), ...files.map((file) => file.text)].join("\n");
        expect(words.filter((word) => !shown.includes(word))).toEqual([]);
      }),
      { ...runs, numRuns: 150 },
    );
  });

  test("a card is one message within Slack's limits, that calls nobody and bears no emoji that decides", () => {
    fc.assert(
      fc.property(cards, (one) => {
        const { parts, files } = renderCard(one, 1_000, "tsk_1");
        expect([parts.length, files.length]).toEqual([1, 0]);
        expect(parts.flatMap((part) => contentFaults(part, []))).toEqual([]);
      }),
      { ...runs, numRuns: 150 },
    );
    expect(JSON.stringify(renderCard(card, 1_000, "tsk_1"))).not.toMatch(/✅|❌|✏|🛑|⏸|▶/u);
  });

  test("views are within Slack's limits", () => {
    fc.assert(
      fc.property(hostile, questions, (title, all) => {
        expect(viewFaults(changesModal("apr_1", title))).toEqual([]);
        const unlike = all.map((one, index) => ({ ...one, id: `qst_${index}` as const }));
        expect(viewFaults(answersModal("tsk_1", unlike))).toEqual([]);
      }),
      { ...runs, numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.array(planShown, { maxLength: 14 }), hostile, fc.nat({ max: 40 }), (plans, words, count) => {
        const approvals = plans.map((shown) => ({ message: { ...planApproval, plan: shown }, permalink: "https://x.slack.com/p1" }));
        const tasks = Array.from({ length: count }, () => ({ card: { ...card, title: words, doing: words }, permalink: null }));
        const grants = Array.from({ length: count }, (): Grant => ({ ...grant, shape: words }));
        expect(viewFaults(renderHome({ approvals, tasks, grants }, 0))).toEqual([]);
      }),
      { ...runs, numRuns: 40 },
    );
  });
});

const grant: Grant = {
  id: "grt_1",
  owner: "slack:U1",
  ownerName: "mia",
  tier: "external",
  kind: "shell",
  shape: "curl",
  needs: { writes: [], network: [], secrets: [], hostPaths: [] },
  agents: [],
  space: null,
  room: null,
  givenAt: 0,
  expiresAt: 0,
  usesLeft: 1,
  revokedAt: null,
};

test("what was written to keep a reader busy is rendered at once", () => {
  const long = ["# ", "**a", "`a` ", "```\n", "<", "x ".repeat(3), " \n", "- ", "👩‍"].map((one) => one.repeat(200_000 / one.length));
  for (const text of long) {
    const { parts } = renderMessage({ ...result, ending: { ...result.ending, headline: text, done: [text], next: [text] } }, []);
    expect(parts.flatMap((part) => contentFaults(part, []))).toEqual([]);
  }
});

test("the checker finds what is wrong", () => {
  const section = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text, verbatim: true } });
  expect(contentFaults({ text: "<@U9> & co", blocks: [section("x".repeat(3_001))] }, [])).toHaveLength(3);
  expect(contentFaults({ text: "a", blocks: Array.from({ length: 51 }, () => section("a")) }, [])).toEqual(["51 blocks"]);
  expect(contentFaults({ text: "<@U1>", blocks: [section("<@U1>")] }, ["<@U1>"])).toEqual([]);
  expect(plan.steps).toHaveLength(3);
});
