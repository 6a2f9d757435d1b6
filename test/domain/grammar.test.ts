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
    ["help.", { kind: "ask", what: "help" }],
    ["claim ABCD-1234", { kind: "claim", code: "ABCD-1234" }],
  ])("%s", (said, expected) => expect(readSpoken(said)).toEqual(expected));
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
  ])("%s", (said) => expect(readSpoken(said)).toBeNull());
});
