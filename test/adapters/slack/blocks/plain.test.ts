import { expect, test } from "vitest";
import { renderCard } from "../../../../src/adapters/slack/blocks/card.ts";
import { renderFile } from "../../../../src/adapters/slack/blocks/file.ts";
import { renderMessage } from "../../../../src/adapters/slack/blocks/message.ts";
import { plainBlocks } from "../../../../src/adapters/slack/blocks/plain.ts";
import { card, planApproval, result, stepApproval } from "../../samples.ts";

const old = ["section", "context", "actions", "divider", "header"];
const diff = Array.from({ length: 200 }, (_, n) => `+const line${n} = "<a> & ${"b".repeat(20)}";`).join("\n");

test.each([
  ["a plan", renderMessage(planApproval, ["slack:U1"])],
  ["a confirmation", renderMessage(stepApproval, ["slack:U1"])],
  ["a result", renderMessage(result, ["slack:U1"])],
  ["a card", renderCard(card, 0, "tsk_1")],
  ["a file", renderFile("changes.diff", diff)],
  ["a line without an end", renderMessage({ kind: "reply", text: "<&>".repeat(1_200) }, [])],
])("%s is said in blocks that there have always been, with its buttons, within their limits", (_, { parts }) => {
  for (const { blocks } of parts) {
    const plain = plainBlocks(blocks);
    expect(plain.map(({ type }) => type).filter((type) => !old.includes(type))).toEqual([]);
    const texts = plain.filter(({ type }) => type === "section").map((block) => JSON.stringify(block));
    expect(texts.filter((text) => text.length > 3_300 || text.includes('"text":""'))).toEqual([]);
    expect(plain.filter(({ type }) => type === "actions")).toEqual(blocks.filter(({ type }) => type === "actions"));
    expect(plain.length).toBeLessThanOrEqual(50);
  }
});

test("nothing of a file is lost in them, and nothing in it has power", () => {
  const said = renderFile("changes.diff", diff)
    .parts.flatMap(({ blocks }) => plainBlocks(blocks))
    .map((block) => JSON.stringify(block))
    .join("\n");
  for (const n of [0, 57, 199]) expect(said).toContain(`+const line${n} = \\"&lt;a&gt; &amp; `);
});
