import { expect, test } from "vitest";
import { cutAtNames, isKnownOn } from "../../src/domain/named.ts";

const names = ["discord:12345", "@ops", "@ops-leads"];
const namedIn = (text: string) => cutAtNames(text, names).flatMap((part) => (part.isName ? [part.text] : []));

test.each([
  ["discord:12345, @ops-leads or @ops can approve it", ["discord:12345", "@ops-leads", "@ops"]],
  ["(discord:12345)", ["discord:12345"]],
  ["discord:123456 and xdiscord:12345 and me@ops and @opsy and @ops-lead", []],
  ["", []],
])("in %j the names are %j", (text, named) => {
  expect(namedIn(text)).toEqual(named);
  expect(
    cutAtNames(text, names)
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});

test("a channel shows its own accounts and every group; a terminal knows nobody", () => {
  expect(isKnownOn("discord", "discord:12345")).toBe(true);
  expect(isKnownOn("discord", "@ops")).toBe(true);
  expect(isKnownOn("discord", "slack:U1")).toBe(false);
  expect(isKnownOn("terminal", "terminal:501")).toBe(false);
});
