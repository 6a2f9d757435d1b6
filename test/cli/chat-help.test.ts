import { expect, test } from "vitest";
import { widthOf } from "../../src/adapters/terminal/width.ts";
import { helpText } from "../../src/cli/chat-help.ts";

test.each([30, 47, 48, 60, 80, 200])("what /help says fits %d columns, word for word", (width) => {
  const lines = helpText(width).split("\n");
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
  const words = (text: string) => text.replaceAll(":", "").split(/\s+/).filter(Boolean);
  expect(words(helpText(width))).toEqual(words(helpText(1_000)));
});
