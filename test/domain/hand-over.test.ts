import { describe, expect, test } from "vitest";
import type { Principal } from "../../src/domain/principal.ts";
import { planned, postsOf, repliesOf, running, type Walk } from "./walk.ts";
import { commandOf, draftOf, jon, mia, olga, policyWith, sam } from "./world.ts";

const hand = (walk: Walk, by: Principal, to: Principal) => walk.send({ type: "handed", by, to });
const ops = policyWith({ approvers: { external: ["@ops"] } });

describe("who hands a task over", () => {
  test.each<[string, Principal, Principal, boolean]>([
    ["the requester, to somebody who may ask", mia, sam, true],
    ["an approver takes it over", jon, jon, true],
    ["the owner hands it on", olga, sam, true],
    ["a member who is none of these cannot take it", sam, sam, false],
    ["a member cannot give it away", sam, jon, false],
    ["nobody gives it to a guest", mia, { ...sam, member: "guest" }, false],
    ["nobody gives it to whose it is", olga, mia, false],
  ])("%s", (_who, by, to, moves) => {
    const walk = planned([commandOf("a")], {}, {}, { policy: ops });
    expect(hand(walk, by, to).kind).toBe(moves ? "moved" : "refused");
    expect(walk.task.requester).toEqual(moves ? to : mia);
  });
});

test("the new requester decides and answers; the earlier one does not any more, and both are told", () => {
  const walk = planned([commandOf("a")]);
  hand(walk, mia, sam);
  expect(walk.task).toMatchObject({ requester: sam, requestedBefore: [mia] });
  expect(repliesOf(walk.records).slice(-2)).toEqual([
    "#1 Mend the login is yours now, handed over by mia. It waits for: Mend the login · plan v1",
    "#1 Mend the login is sam's now (slack:U4), handed over by mia.",
  ]);
  expect(walk.decide("approve", null, mia)).toMatchObject({ kind: "refused" });
  expect(walk.decide("approve", null, sam)).toMatchObject({ kind: "moved" });
  expect(walk.records).toContainEqual({ type: "audit", action: "handed", by: "slack:U1", detail: { from: "slack:U1", to: "slack:U4" } });
});

test("open questions are asked again, of whom it is now", () => {
  const walk = running([draftOf("ask", { kind: "ask", input: { question: "which?", choices: [] } })]);
  const before = walk.records.length;
  hand(walk, mia, sam);
  expect(postsOf(walk.records.slice(before)).filter((post) => post.kind === "questions")).toHaveLength(1);
  walk.answer("green", mia);
  expect(walk.step("ask").status).toBe("running");
  walk.answer("blue", sam);
  expect(walk.step("ask")).toMatchObject({ status: "passed", result: { output: "blue" } });
});

test("under four eyes nobody approves who ever asked for it, however often it was handed around", () => {
  const strict = policyWith({ fourEyes: true, approvers: { execute: ["slack:U1", "slack:U4", "@ops"] } });
  const walk = planned([commandOf("a")], {}, {}, { policy: strict });
  hand(walk, mia, sam);
  hand(walk, sam, mia);
  expect(walk.task.requestedBefore.map((one) => one.name)).toEqual(["mia", "sam"]);
  for (const by of [mia, sam]) expect(walk.decide("approve", null, by)).toMatchObject({ kind: "refused" });
  expect(walk.decide("approve", null, jon)).toMatchObject({ kind: "moved" });
});
