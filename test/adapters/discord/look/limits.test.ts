import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderCard } from "../../../../src/adapters/discord/look/card.ts";
import { attachmentName, renderFiles } from "../../../../src/adapters/discord/look/files.ts";
import { renderGrants } from "../../../../src/adapters/discord/look/grants.ts";
import { headOf } from "../../../../src/adapters/discord/look/head.ts";
import { layOut } from "../../../../src/adapters/discord/look/layout.ts";
import { split } from "../../../../src/adapters/discord/look/markdown.ts";
import { renderMessage } from "../../../../src/adapters/discord/look/message.ts";
import { answersModal, changesModal, decisionModal } from "../../../../src/adapters/discord/look/modals.ts";
import { wellFormed } from "../../../../src/adapters/wording/line.ts";
import { line } from "../../../../src/adapters/wording/piece.ts";
import type { Grant } from "../../../../src/domain/grant.ts";
import type { ApprovalMessage, Message } from "../../../../src/domain/message.ts";
import { forDiscord } from "../../../../src/outbound/markup.ts";
import { neutraliseMentions } from "../../../../src/outbound/mention.ts";
import { cards, hostile, messages, planShown, questions } from "../../arbitraries.ts";
import { card, planApproval, result, stepApproval } from "../../samples.ts";
import { messageFaults, modalFaults } from "../checker.ts";
import { readMarkdown } from "../markdown.ts";
import { wordsOf } from "../shown.ts";

const asked = ["discord:123456789012345678", "@223456789012345678", "@<!here>", "discord:<@666666>"];
const called = ["<@123456789012345678>", "<@&223456789012345678>"];
// What fails is printed as it is: making it smaller takes minutes.
const runs = { seed: 20_261_122, numRuns: 200, endOnFailure: true };

/** Questions of one message have ids of their own. */
function toldApart(message: Message): Message {
  if (message.kind !== "questions") return message;
  return { ...message, questions: message.questions.map((one, index) => ({ ...one, id: `qst_${index}` as const })) };
}

describe("whatever is in it", () => {
  test("a message is within Discord's limits, means what it says to the letter, and calls only who is asked", () => {
    fc.assert(
      fc.property(messages.map(toldApart), (message) => {
        const { parts, files } = renderMessage(message, asked);
        expect(parts.flatMap((part) => messageFaults(part, called))).toEqual([]);
        expect([parts.length >= 1 && parts.length <= 4, files.length <= 1]).toEqual([true, true]);
      }),
      runs,
    );
  });

  test("an escaped text is read as it was written, but for a backslash right behind an address", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const said = neutraliseMentions(wellFormed(text));
        const { shown, faults } = readMarkdown(forDiscord(said), []);
        expect([shown.replaceAll("\\", ""), faults]).toEqual([said.replaceAll("\\", ""), []]);
        if (!said.includes("https://")) expect(shown).toBe(said);
      }),
      { ...runs, numRuns: 500 },
    );
  });

  test("the buttons of an approval are on its last part, and closed it has as many parts", () => {
    fc.assert(
      fc.property(planShown, hostile, (shown, closed) => {
        const open = renderMessage({ ...planApproval, plan: shown }, asked);
        const withButtons = open.parts.map(({ components }) => JSON.stringify(components).includes('"custom_id"'));
        expect([withButtons.filter(Boolean).length, withButtons.at(-1)]).toEqual([1, true]);
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
        const shown = [...parts.map(wordsOf), ...files.map((file) => file.text)].join("\n");
        expect(words.filter((word) => !shown.includes(word))).toEqual([]);
      }),
      { ...runs, numRuns: 120 },
    );
  });

  test("a card is one message within Discord's limits, that calls nobody and bears no emoji that decides", () => {
    fc.assert(
      fc.property(cards, (one) => {
        const { parts, files } = renderCard(one, 1_000, "tsk_1");
        expect([parts.length, files.length]).toEqual([1, 0]);
        expect(parts.flatMap((part) => messageFaults(part, ["<t:0:R>"]))).toEqual([]);
      }),
      { ...runs, numRuns: 120 },
    );
    expect(JSON.stringify(renderCard(card, 1_000, "tsk_1"))).not.toMatch(/✅|❌|✏|🛑|⏸|▶/u);
  });

  test("forms are within Discord's limits", () => {
    fc.assert(
      fc.property(hostile, questions, (words, all) => {
        const unlike = all.map((one, index) => ({ ...one, id: `qst_${index}` as const }));
        const risky: ApprovalMessage = { ...stepApproval, step: null, approval: { ...stepApproval.approval, title: words.repeat(20) } };
        expect(modalFaults(changesModal("apr_1"))).toEqual([]);
        expect(modalFaults(answersModal("tsk_1", unlike))).toEqual([]);
        expect(modalFaults(decisionModal("approve", risky))).toEqual([]);
      }),
      { ...runs, numRuns: 60 },
    );
  });

  test("standing approvals and files are within Discord's limits", () => {
    fc.assert(
      fc.property(hostile, fc.nat({ max: 40 }), (words, count) => {
        const grants = Array.from({ length: count }, (_, n): Grant => ({ ...grant, id: `grt_${n}`, shape: words }));
        expect(messageFaults(renderGrants(grants, 0), [])).toEqual([]);
        expect(messageFaults(renderFiles([attachmentName(words), "a.md"], words), [])).toEqual([]);
      }),
      { ...runs, numRuns: 60 },
    );
  });
});

const grant: Grant = {
  id: "grt_1",
  owner: "discord:1",
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

test("a message that calls twenty groups by long names, with a title of marks, is laid out and within the limits", () => {
  const groups = Array.from({ length: 20 }, (_, n) => `@${"a_".repeat(38)}${n}`);
  const people = Array.from({ length: 20 }, (_, n) => `discord:123456789012345678${`${n}`.padStart(2, "0")}`);
  for (const asked of [groups, people, [...groups, ...people]]) {
    const head = headOf(asked, "*".repeat(300), ["*".repeat(500)]);
    expect(head.markdown.length).toBeLessThanOrEqual(1_500);
    expect(head.mentions.users).toHaveLength(asked.filter((one) => one.startsWith("discord:")).length);
    const { parts } = layOut({ head, items: [line("hello world")], tail: [], file: "x.md", accent: null });
    expect(parts.map(wordsOf).join("")).toContain("hello world");
  }
});

test("a text is split in however little room there is", () => {
  for (const piece of [line("hello world"), { code: "let a = 1;\nb" }]) {
    expect(split(piece, 0).join("").replaceAll(/[`\n]/g, "").length).toBeGreaterThan(5);
  }
});

test("what was written to keep a reader busy is rendered at once", () => {
  const long = ["# ", "**a", "`a` ", "```\n", "<", "x ".repeat(3), " \n", "- ", "https://", ":a", "👩‍"].map((one) =>
    one.repeat(200_000 / one.length),
  );
  for (const text of long) {
    const { parts } = renderMessage({ ...result, ending: { ...result.ending, headline: text, done: [text], next: [text] } }, []);
    expect(parts.flatMap((part) => messageFaults(part, []))).toEqual([]);
  }
});

test("the checker finds what is wrong", () => {
  const text = (content: string) => ({ type: 10, content });
  const none = { users: [], roles: [] };
  expect(messageFaults({ components: [text("<@9> ||x|| [a](b)")], mentions: none }, [])).toHaveLength(7);
  expect(messageFaults({ components: [text("a".repeat(4_001))], mentions: none }, [])).toEqual(["4001 characters of text", "text of 4001"]);
  expect(messageFaults({ components: Array.from({ length: 41 }, () => text("a")), mentions: none }, [])).toEqual(["41 components"]);
  expect(messageFaults({ components: [text("<@9>")], mentions: { users: ["9"], roles: [] } }, ["<@9>"])).toEqual([]);
  expect(messageFaults({ components: [text("hi")], mentions: { users: ["9"], roles: [] } }, ["<@9>"])).toEqual(["calls <@9>"]);
});
