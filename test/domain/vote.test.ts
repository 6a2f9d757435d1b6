import { describe, expect, test } from "vitest";
import type { Approval, Verb } from "../../src/domain/approval.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Principal } from "../../src/domain/principal.ts";
import { type Counted, count } from "../../src/domain/vote.ts";
import { jon, mia, olga, policy, policyWith, sam } from "./world.ts";

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
  return count(approval, { by, verb, text: null, receivedAt: at }, mia, rules);
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
    expect(count(asked, decision, mia, policy)).toMatchObject({ approval: { reason: "rejected by mia: too risky" } });
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
    ["a stranger", vote(asked, sam, "approve"), "You can't approve `execute` here. the owner can."],
    [
      "the requester above execute",
      vote({ ...asked, tier: "external" }, mia, "approve"),
      "You can't approve `external` here. the owner can.",
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
