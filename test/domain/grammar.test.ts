import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSpoken } from "../../src/domain/grammar.ts";

const decide = (verb: string, number: number | null = null, text: string | null = null) => ({ kind: "decide", verb, number, text });
const command = (word: string, number: number | null = null) => ({ kind: "command", command: word, number });

describe("exact words", () => {
  test.each([
    ["approve", decide("approve")],
    ["  Approve.  ", decide("approve")],
    ["approve #2", decide("approve", 2)],
    ["reject", decide("reject")],
    ["reject #7", decide("reject", 7)],
    ["reject because it is late", decide("reject", null, "it is late")],
    ["reject #7: no", decide("reject", 7, "no")],
    ["change: use tabs", decide("change", null, "use tabs")],
    ["change #3:\nuse tabs\nnot spaces", decide("change", 3, "use tabs\nnot spaces")],
    ["stop", command("cancel")],
    ["cancel #4", command("cancel", 4)],
    ["pause", command("pause")],
    ["RESUME #12", command("resume", 12)],
    ["proceed", command("proceed")],
    ["just proceed", command("proceed")],
    ["status?", { kind: "ask", what: "status" }],
    ["tasks", { kind: "ask", what: "tasks" }],
    ["approve here", { kind: "decide", verb: "approve", number: null, text: null, grant: { forMs: null, here: true } }],
    ["Approve #4 for 2 hours.", { kind: "decide", verb: "approve", number: 4, text: null, grant: { forMs: 7_200_000, here: false } }],
    ["approve here for a day", { kind: "decide", verb: "approve", number: null, text: null, grant: { forMs: 86_400_000, here: true } }],
    ["grants", { kind: "ask", what: "grants" }],
    ["revoke grt_01ABC", { kind: "revoke", grant: "grt_01ABC" }],
    ["retry", { kind: "retry", number: null }],
    ["Retry #7.", { kind: "retry", number: 7 }],
    ["help.", { kind: "ask", what: "help" }],
    ["skip 2", { kind: "edit", edit: { kind: "skip", step: "2" } }],
    ["Remove lint", { kind: "edit", edit: { kind: "remove", step: "lint" } }],
    ["move 3 before lint", { kind: "edit", edit: { kind: "move", step: "3", before: "lint" } }],
    ["agent code codex", { kind: "edit", edit: { kind: "agent", step: "code", agent: "codex" } }],
    ["set stale_days = 7 days", { kind: "edit", edit: { kind: "parameter", name: "stale_days", value: "7 days" } }],
    ["ask before deploy", { kind: "edit", edit: { kind: "manual", step: "deploy" } }],
    ["claim ABCD-1234", { kind: "claim", code: "ABCD-1234" }],
  ])("%s", (said, expected) => expect(readSpoken(said)).toEqual(expected));
});

describe("exact words about people", () => {
  test.each([
    ["assign @jon", { kind: "assign", to: "@jon", number: null }],
    ["assign to @jon", { kind: "assign", to: "@jon", number: null }],
    ["Assign #4 slack:U3", { kind: "assign", to: "slack:U3", number: 4 }],
    ["assign <@U3>", { kind: "assign", to: "<@U3>", number: null }],
    ["take over", { kind: "assign", to: null, number: null }],
    ["take over #4.", { kind: "assign", to: null, number: 4 }],
    ["link", { kind: "link", code: null }],
    ["link aB3-_x", { kind: "link", code: "aB3-_x" }],
    ["unlink", { kind: "unlink" }],
  ])("%s", (said, expected) => expect(readSpoken(said)).toEqual(expected));

  test.each(["assign", "assign #4", "assign jon the task", "please assign @jon", "take it over", "take over now", "unlink me", "link a b"])(
    "%s is free text",
    (said) => expect(readSpoken(said)).toBeNull(),
  );
});

describe("no sentence that merely contains `approve` approves", () => {
  const word = fc.stringMatching(/^[\p{L}\p{P}\p{N} ]{1,12}$/u).filter((text) => text.trim() !== "");
  const approves = (said: string) => {
    const spoken = readSpoken(said);
    return spoken?.kind === "decide" && spoken.verb === "approve";
  };

  test("whatever stands before it", () => {
    fc.assert(
      fc.property(word, fc.constantFrom("", " it", "!", " #2", " here"), (before, after) => !approves(`${before} approve${after}`)),
    );
    fc.assert(fc.property(word, (before) => !approves(`${before}approve`)));
  });

  test("whatever stands behind it that is no number, place or time of the grammar", () => {
    const known = /^(?: #\d+)?(?: here)?(?: for (?:\d{1,4}|an?) (?:minute|hour|day)s?)?\.?$/i;
    const behind = fc.oneof(
      word,
      fc.constantFrom("?", " please", " #", " for now", " here please", " for 1 hour or so", " #2 #3", "d", " not"),
    );
    fc.assert(
      fc.property(
        behind,
        fc.constantFrom("", " "),
        (after, gap) => known.test(`${gap}${after}`.trimEnd()) || !approves(`approve${gap}${after}`),
      ),
    );
  });
});

describe("near misses are free text", () => {
  test.each([
    "",
    "lgtm",
    "ok approve",
    "approve it",
    "approved",
    "I approve",
    "don't approve",
    "approve!",
    "approve #",
    "approve 2",
    "approve #two",
    "approve #2 #3",
    "please reject",
    "reject because",
    "rejected because no",
    "change",
    "change the button to blue",
    "change:",
    "stop it",
    "please stop",
    "don't stop",
    "pause for a minute",
    "just approve",
    "approve\nreject",
    "the status is red",
    "claim",
    "claim two words",
    "skip",
    "skip the tests",
    "please skip 2",
    "remove 2 and 3",
    "move 3 after 2",
    "agent code",
    "set days",
    "set the days = 7",
    "ask before you deploy",
  ])("%s", (said) => expect(readSpoken(said)).toBeNull());
});
