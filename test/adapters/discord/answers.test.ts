import { describe, expect, test } from "vitest";
import { sayAnswers } from "../../../src/adapters/discord/answers.ts";

const which = { id: "qst_1", choices: ["orders", "ledger"] } as const;
const where = { id: "qst_2", choices: ["staging", "live"] } as const;
const fast = { id: "qst_3", choices: [] } as const;
const asked = [which, where, fast];
const nothing = { answers: [], left: [], words: "" };

describe("a form", () => {
  test.each([
    [{ place: 1, text: "" }, "2"],
    [{ place: null, text: "both" }, "both"],
    [{ place: 1, text: "but not the old one" }, "ledger; but not the old one"],
    [{ place: 7, text: "that" }, "8; that"],
  ])("with an answer %j says %j", (answer, said) => {
    expect(sayAnswers({ ...nothing, answers: [{ question: which.id, ...answer }] }, asked, "")).toEqual([
      { question: which.id, text: said },
    ]);
  });

  test("with words to no question answers every choice it left open, and nothing it did not ask", () => {
    const answers = [{ question: which.id, place: 0, text: "" }];
    expect(sayAnswers({ answers, left: [where.id, fast.id], words: "the copy of last night" }, asked, "")).toEqual([
      { question: which.id, text: "1" },
      { question: where.id, text: "the copy of last night" },
    ]);
    expect(sayAnswers({ answers, left: [fast.id], words: "and hurry" }, asked, "")).toEqual([
      { question: which.id, text: "orders; and hurry" },
    ]);
  });

  test("with files alone answers the first question with them", () => {
    expect(sayAnswers({ ...nothing, left: [fast.id, where.id] }, asked, "Attached: rows.csv")).toEqual([
      { question: fast.id, text: "Attached: rows.csv" },
    ]);
    expect(sayAnswers({ ...nothing, answers: [{ question: which.id, place: 1, text: "" }] }, asked, "Attached: rows.csv")).toEqual([
      { question: which.id, text: "ledger\n\nAttached: rows.csv" },
    ]);
  });
});
