import { describe, expect, test } from "vitest";
import type { Policy } from "../../src/domain/policy.ts";
import { nobodyKnown, type Principal } from "../../src/domain/principal.ts";
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
    "#1 Mend the login is sam's now, handed over by mia.",
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

describe("a hand-over never leaves a decision to nobody", () => {
  const only = (approvers: readonly string[], rest: Partial<Policy["approvals"]> = {}) => {
    // Whoever owns the machine has asked for it before, so that only those who are named are left.
    const asked = policyWith({ fourEyes: true, approvers: { execute: approvers, external: approvers }, ...rest }, { operator: "slack:U2" });
    return planned([commandOf("a")], {}, { requestedBefore: [olga] }, { policy: asked });
  };
  const refusal =
    "It stays mia's: whoever asked cannot approve it, and without jon nobody could approve `execute` in it. Hand it to somebody else, or have another approver named first.";

  test("it is refused with the reason where the new requester is the only one who could approve", () => {
    const walk = only(["slack:U3"]);
    expect(hand(walk, mia, jon)).toEqual({ kind: "refused", reason: refusal });
    expect(hand(walk, jon, jon)).toEqual({ kind: "refused", reason: refusal });
    expect(walk.task.requester).toEqual(mia);
    expect(walk.decide("approve", null, jon).kind).toBe("moved");
  });

  test("also where the others who are named are the same person, or too few of those needed are left", () => {
    const linked = { ...nobodyKnown, people: { "slack:U3": "prs_1", "discord:9": "prs_1" } };
    const asked = policyWith({ fourEyes: true, approvers: { execute: ["slack:U3", "discord:9"] } }, { operator: "slack:U2" });
    const walk = planned([commandOf("a")], {}, { requestedBefore: [olga] }, { policy: asked, directory: linked });
    expect(hand(walk, mia, jon)).toMatchObject({ kind: "refused", reason: refusal });
    const two = only(["slack:U3", "slack:U4"], { quorum: 2 });
    expect(hand(two, mia, jon)).toMatchObject({ kind: "refused", reason: expect.stringContaining("fewer than 2 people could approve") });
  });

  test("steps that are still to come count as well as what is asked now", () => {
    const policy = policyWith({ fourEyes: true, approvers: { external: ["slack:U3"] } }, { operator: "slack:U1" });
    const steps = [commandOf("a"), commandOf("call", [], { dependsOn: ["a"], tier: "external" })];
    const walk = running(steps, {}, { requestedBefore: [] }, { policy, directory: nobodyKnown });
    expect(hand(walk, mia, olga)).toMatchObject({ kind: "refused", reason: expect.stringContaining("approve `execute` in it") });
    expect(hand(walk, mia, jon).kind).toBe("moved");
  });

  test("where others can, whoever has it now is told who they are", () => {
    const walk = only(["slack:U3", "slack:U4", "@ops"]);
    hand(walk, mia, jon);
    expect(repliesOf(walk.records)).toContain(
      "#1 Mend the login is yours now, handed over by mia. It waits for: Mend the login · plan v1 (slack:U4 or @ops can approve it)",
    );
  });

  test("what nobody could approve before is handed over all the same: somebody may have to stop it", () => {
    const walk = only([]);
    expect(hand(walk, mia, sam).kind).toBe("moved");
  });
});

test("where nobody could approve a plan, who asked is told what is missing as soon as it is asked", () => {
  const alone = policyWith({ fourEyes: true }, { operator: "slack:U2" });
  const walk = planned([commandOf("a")], {}, { requester: olga }, { policy: alone });
  expect(repliesOf(walk.records)).toContain(
    "Nobody here can approve this: who asked for it does not count. The operator can name approvers for `execute` (approvals.approvers); `stop` ends it.",
  );
  expect(repliesOf(planned([commandOf("a")], {}, {}, { policy: alone }).records)).toEqual([]);
  const elsewhere = policyWith({ fourEyes: true, onlyOn: "discord" }, { operator: "slack:U2" });
  expect(repliesOf(planned([commandOf("a")], {}, { requester: olga }, { policy: elsewhere }).records)).toContain(
    "Nobody here can approve this: approvals count only on discord, and who asked for it does not count. The operator can name approvers for `execute` on discord (approvals.approvers); `stop` ends it.",
  );
});
