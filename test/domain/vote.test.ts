import { describe, expect, test } from "vitest";
import type { Approval, Verb } from "../../src/domain/approval.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { type Directory, nobodyKnown, type Principal } from "../../src/domain/principal.ts";
import { type Counted, count, isHeardBefore, standingOf } from "../../src/domain/vote.ts";
import { jon, mia, olga, policy, policyWith, rulesWith, sam, taskWith } from "./world.ts";

const asked: Approval = {
  id: "apr_1",
  subject: { kind: "plan" },
  version: 2,
  digest: "d2",
  tier: "execute",
  status: "open",
  title: "the plan",
  openedAt: 0,
  expiresAt: 1_000,
  reminders: 0,
  votes: [],
  reason: null,
};

function vote(approval: Approval, by: Principal, verb: Verb, rules: Policy = policy, at = 500): Counted {
  return count(approval, { by, verb, text: null, receivedAt: at }, taskWith(), rulesWith(rules));
}

describe("one vote where one is enough", () => {
  test.each([
    ["approve", "approved", "approved by mia"],
    ["reject", "rejected", "rejected by mia"],
    ["change", "changes_requested", "changes requested by mia"],
  ] as const)("%s decides", (verb, status, reason) => {
    expect(vote(asked, mia, verb)).toMatchObject({ kind: "decided", verb, approval: { status, reason } });
  });

  test("keeps its words in the reason", () => {
    const decision = { by: mia, verb: "reject", text: "too risky", receivedAt: 1 } as const;
    expect(count(asked, decision, taskWith(), rulesWith())).toMatchObject({ approval: { reason: "rejected by mia: too risky" } });
  });
});

describe("an emoji", () => {
  const owned = policyWith({ approvers: { external: [`${mia.channel}:${mia.id}`] } });
  const byEmoji = (approval: Approval, verb: Verb) =>
    count(approval, { by: mia, verb, text: null, receivedAt: 500, byEmoji: true }, taskWith(), rulesWith(owned));
  const step: Approval = { ...asked, subject: { kind: "step", step: "one" } };

  test.each([
    ["a plan, whose risky steps are confirmed by themselves", { ...asked, tier: "external" }, "decided"],
    ["a step up to execute", step, "decided"],
    ["nothing above it", { ...step, tier: "external" }, "refused"],
  ] as const)("approves %s", (_, approval, kind) => {
    expect(byEmoji(approval, "approve").kind).toBe(kind);
  });

  test("told twice is one word: who decided by it is not told that it is decided, and everybody else is", () => {
    const counted = byEmoji(step, "approve");
    if (counted.kind !== "decided") throw new Error(counted.kind);
    const task = taskWith({ approvals: [counted.approval] });
    const again = (by: Principal, verb: Verb, isEmoji: boolean) =>
      isHeardBefore(task, { approval: step.id, by, verb, byEmoji: isEmoji }, rulesWith(owned));
    expect(again(mia, "approve", true)).toBe(true);
    expect([again(mia, "reject", true), again(mia, "approve", false), again(jon, "approve", true)]).toEqual([false, false, false]);
  });

  test("rejects whatever it is", () => {
    expect(byEmoji({ ...step, tier: "external" }, "reject").kind).toBe("decided");
  });
});

describe("a quorum", () => {
  const two = policyWith({ quorum: 2, approvers: { execute: ["@ops"] } });
  const first = vote(asked, olga, "approve", two);
  const voted = first.kind === "voted" ? first.approval : asked;

  test("counts people", () => {
    expect(first).toMatchObject({ kind: "voted", missing: 1, approval: { status: "open" } });
    expect(vote(voted, olga, "approve", two)).toMatchObject({ kind: "voted", missing: 1 });
    expect(vote(voted, jon, "approve", two)).toMatchObject({ kind: "decided", verb: "approve" });
  });

  test.each(["reject", "change"] as const)("is not needed to %s", (verb) => {
    expect(vote(voted, jon, verb, two)).toMatchObject({ kind: "decided", verb });
  });
});

describe("a refusal says why", () => {
  test.each<[string, Counted, string]>([
    ["a stranger", vote(asked, sam, "approve"), "You can't approve `execute` here; the owner can."],
    [
      "the requester above execute",
      vote({ ...asked, tier: "external" }, mia, "approve"),
      "You can't approve `external` here; the owner can.",
    ],
    [
      "four eyes",
      vote(asked, mia, "approve", policyWith({ fourEyes: true })),
      "You asked for this one, and a second person has to approve it.",
    ],
    ["too late", vote(asked, mia, "approve", policy, 1_001), "This approval had expired when you answered."],
    [
      "decided",
      vote({ ...asked, status: "approved", reason: "approved by jon" }, mia, "approve"),
      "This was about version 2 and is closed: approved by jon.",
    ],
    ["void", vote({ ...asked, status: "void" }, mia, "approve"), "This was about version 2 and is closed: void."],
    ["nobody owns it yet", vote(asked, mia, "approve", { ...policy, owner: null }), "This installation has no owner yet."],
  ])("%s", (_who, counted, reason) => expect(counted).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) }));

  test("an answer received in time counts, however late it is counted", () => {
    expect(vote(asked, mia, "approve", policy, 1_000).kind).toBe("decided");
  });
});

describe("leaving it, or wanting it otherwise, takes less than approving", () => {
  const external = { ...asked, tier: "external" } as const;
  const fourEyes = policyWith({ fourEyes: true });
  const ops = policyWith({ approvers: { destructive: ["@ops"] } });
  test.each<[string, Approval, Principal, Policy, boolean, boolean]>([
    ["the requester of an external plan", external, mia, policy, false, true],
    ["the requester under four eyes", asked, mia, fourEyes, false, true],
    ["an approver of another tier", external, jon, ops, false, true],
    ["the owner", external, olga, policy, true, true],
    ["a stranger", external, sam, policy, false, false],
  ])("%s", (_who, approval, who, rules, mayApprove, mayLeave) => {
    const may = (verb: Verb) => vote(approval, who, verb, rules).kind === "decided";
    expect([may("approve"), may("reject"), may("change")]).toEqual([mayApprove, mayLeave, mayLeave]);
  });
});

test("trying again after a fault runs nothing new: the requester alone is enough", () => {
  const strict = policyWith({ fourEyes: true, quorum: 2 });
  expect(vote({ ...asked, subject: { kind: "fault" }, tier: "read" }, mia, "approve", strict).kind).toBe("decided");
  expect(vote({ ...asked, subject: { kind: "fault" }, tier: "read" }, sam, "approve", strict).kind).toBe("refused");
});

describe("people, not accounts", () => {
  const two = policyWith({ quorum: 2, approvers: { execute: ["@ops", "slack:U4"] } });
  const elsewhere: Principal = { channel: "discord", id: "9", name: "jon on discord", groups: ["ops"] };
  const linked: Directory = { people: { "slack:U3": "prs_1", "discord:9": "prs_1" }, groups: {}, parted: [] };
  const by = (approval: Approval, who: Principal, directory: Directory, verb: Verb = "approve") =>
    count(approval, { by: who, verb, text: null, receivedAt: 500 }, taskWith(), rulesWith(two, directory));
  const counted = (one: Counted) => (one.kind === "voted" ? one.approval : asked);

  test("two linked accounts are one vote; the later one stands", () => {
    const first = counted(by(asked, jon, linked));
    const second = by(first, elsewhere, linked);
    expect(second).toMatchObject({ kind: "voted", missing: 1 });
    expect(counted(second).votes.map((one) => one.by.name)).toEqual(["jon on discord"]);
    expect(by(first, elsewhere, nobodyKnown).kind).toBe("decided");
  });

  test("accounts that were linked after they voted are one vote when it is decided", () => {
    const three = policyWith({ quorum: 3, approvers: { execute: ["@ops", "slack:U4"] } });
    const votes = [jon, elsewhere].map((who) => ({ by: who, verb: "approve", text: null, at: 1 }) as const);
    const last = { by: olga, verb: "approve", text: null, receivedAt: 500 } as const;
    expect(count({ ...asked, votes }, last, taskWith(), rulesWith(three, linked))).toMatchObject({ kind: "voted", missing: 1 });
    expect(count({ ...asked, votes }, last, taskWith(), rulesWith(three)).kind).toBe("decided");
  });

  test("accounts that parted after the first of them voted are still one vote", () => {
    const parted: Directory = { ...nobodyKnown, parted: [["discord:9", "slack:U3"]] };
    const second = by(counted(by(asked, jon, linked)), elsewhere, parted);
    expect(second).toMatchObject({ kind: "voted", missing: 1 });
    const votes = [jon, elsewhere].map((who) => ({ by: who, verb: "approve", text: null, at: 1 }) as const);
    expect(standingOf({ ...asked, votes }, taskWith(), rulesWith(two, parted))).toMatchObject({ holding: [jon], missing: 1 });
  });

  test("a voter who lost the right meanwhile does not count when the last one votes", () => {
    const first = counted(by(asked, jon, nobodyKnown));
    const left: Directory = { people: {}, groups: { "slack:U3": [] }, parted: [] };
    expect(by(first, olga, left)).toMatchObject({ kind: "voted", missing: 1 });
    expect(by(first, olga, nobodyKnown).kind).toBe("decided");
  });
});
