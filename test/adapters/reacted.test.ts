import { describe, expect, test } from "vitest";
import { emojiIn, missedIn, type Reacted, reactedKey } from "../../src/adapters/reacted.ts";

const begin = "chat:reaction:1:";
const key = (user: string, emoji: string, at: string, isTakenBack = false) => reactedKey(begin, { user, emoji, at, isTakenBack });
const all = (emoji: string, ...users: string[]) => ({ emoji, users, isAll: true });
const some = (emoji: string, ...users: string[]) => ({ emoji, users, isAll: false });
const given = (user: string, emoji: string, times: number): Reacted => ({ user, emoji, at: `found ${times}`, isTakenBack: false });
const gone = (user: string, emoji: string, times: number): Reacted => ({ ...given(user, emoji, times), isTakenBack: true });

describe("what nobody heard of how people reacted", () => {
  test.each<[string, readonly string[], Parameters<typeof missedIn>[2], readonly Reacted[]]>([
    ["nothing where nobody did", [], [], []],
    ["an emoji that is new", [], [all("✅", "mia")], [given("mia", "✅", 0)]],
    ["nothing that was heard", [key("mia", "✅", "5")], [all("✅", "mia")], []],
    ["one that was taken back", [key("mia", "✅", "5")], [], [gone("mia", "✅", 1)]],
    ["one that others still give", [key("mia", "✅", "5")], [all("✅", "jon")], [given("jon", "✅", 0), gone("mia", "✅", 1)]],
    ["nothing gone where not all are shown", [key("mia", "✅", "5")], [some("✅", "jon")], [given("jon", "✅", 0)]],
    ["nothing of what was heard to be taken back", [key("mia", "✅", "5"), key("mia", "✅", "6", true)], [], []],
    ["one that is given again", [key("mia", "✅", "5"), key("mia", "✅", "6", true)], [all("✅", "mia")], [given("mia", "✅", 2)]],
    ["another emoji of the same person", [key("mia", "✅", "5")], [all("✅", "mia"), all("❌", "mia")], [given("mia", "❌", 0)]],
    ["emoji and times with colons in them", [key("mia", "+1::skin-tone-3", "s:5")], [all("+1::skin-tone-3", "mia")], []],
    ["keys that are no reactions are nobody's", [`${begin}broken`], [], []],
  ])("%s", (_, keys, there, missed) => {
    expect(missedIn(begin, keys, there)).toEqual(missed);
  });

  test("what was found has the same key however often it is found, and is heard once it is kept", () => {
    const there = [all("✅", "mia")];
    const [found] = missedIn(begin, [], there).map((one) => reactedKey(begin, one));
    expect(missedIn(begin, [], there).map((one) => reactedKey(begin, one))).toEqual([found]);
    expect(missedIn(begin, [found ?? ""], there)).toEqual([]);
    const [back] = missedIn(begin, [found ?? ""], []).map((one) => reactedKey(begin, one));
    expect(missedIn(begin, [found ?? "", back ?? ""], [])).toEqual([]);
  });

  test("the emoji that are there by what was heard", () => {
    const keys = [key("mia", "✅", "1"), key("jon", "✅", "2"), key("mia", "❌", "3"), key("mia", "❌", "4", true)];
    expect(emojiIn(begin, keys)).toEqual(["✅"]);
  });
});
