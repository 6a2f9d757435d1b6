import { expect, test } from "vitest";
import { Away } from "../../../src/adapters/answer.ts";
import { faultOf } from "../../../src/adapters/discord/closing.ts";
import { Problem } from "../../../src/domain/problem.ts";

const closed = new Error("closed");

test.each([
  [4004, false, /the token was refused.*Copy the bot's token anew/],
  [4010, false, /Start Adjutant again/],
  [4011, false, /Start Adjutant again/],
  [4012, false, /Update Adjutant/],
  [4013, true, /Update Adjutant/],
  [4014, false, /neither messages nor reactions.*turn on the message content intent/],
] as const)("a line closed by %i (content: %s) is a problem of one line that names the cure", (code, content, cure) => {
  const fault = faultOf(closed, code, content);
  expect(fault).toBeInstanceOf(Problem);
  expect(fault.message).toMatch(cure);
  expect(fault.message).not.toContain("\n");
});

test.each([
  [null, false],
  [1006, false],
  [4000, true],
  // It may be let in without it.
  [4014, true],
] as const)("one closed by %s (content: %s) is tried again", (code, content) => {
  expect(faultOf(closed, code, content)).toBeInstanceOf(Away);
});
