import { describe, expect, test } from "vitest";
import { mayAnswer, mayAsk, mayDecide, mayDirect, mayStop } from "../../src/domain/authority.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { type Directory, nobodyKnown, type Principal } from "../../src/domain/principal.ts";
import { type Tier, tiers } from "../../src/domain/tier.ts";
import { jon, mia, olga, policy, policyWith, rulesWith, sam, taskWith } from "./world.ts";

const operator: Principal = { channel: "terminal", id: "0", name: "root", groups: [] };
/** The highest tier somebody may decide for a task of mia, or none. */
const upTo = (who: Principal, rules: Policy) =>
  tiers.filter((tier) => mayDecide(who, tier, taskWith(), rulesWith(rules)).allowed).at(-1) ?? "none";

describe("mayDecide", () => {
  const external = policyWith({ approvers: { external: ["@ops"] } });
  const named = policyWith({ approvers: { write: ["slack:U4"] } });
  test.each<[string, Principal, Policy, Tier | "none"]>([
    ["the requester, up to execute", mia, policy, "execute"],
    ["the owner, everything", olga, policy, "destructive"],
    ["the operator, everything", operator, policy, "destructive"],
    ["a stranger, nothing", sam, policy, "none"],
    ["a group for its tier", jon, external, "external"],
    ["the requester beside that group, still up to execute", mia, external, "execute"],
    ["an account for its tier", sam, named, "write"],
  ])("%s", (_who, who, rules, expected) => expect(upTo(who, rules)).toBe(expected));

  test("a tier with named approvers is not the requester's any more", () => {
    expect(mayDecide(mia, "write", taskWith(), rulesWith(named))).toEqual({
      allowed: false,
      reason: "You can't approve `write` here; slack:U4 can.",
    });
  });

  test("an approver of one tier is none of another", () => {
    expect(mayDecide(jon, "destructive", taskWith(), rulesWith(external)).allowed).toBe(false);
    expect(mayDecide(jon, "read", taskWith(), rulesWith(external)).allowed).toBe(false);
  });

  test("four eyes refuse the requester, be it the owner", () => {
    expect(mayDecide(olga, "read", taskWith({ requester: olga }), rulesWith(policyWith({ fourEyes: true }))).allowed).toBe(false);
    expect(mayDecide(olga, "read", taskWith(), rulesWith(policyWith({ fourEyes: true }))).allowed).toBe(true);
  });

  test("names and groups of the same name prove nothing", () => {
    expect(mayDecide({ ...sam, name: "olga" }, "read", taskWith(), rulesWith(policy)).allowed).toBe(false);
    expect(mayDecide({ ...olga, channel: "discord" }, "read", taskWith(), rulesWith(policy)).allowed).toBe(false);
    expect(mayDecide({ ...sam, id: "@ops" }, "external", taskWith(), rulesWith(external)).allowed).toBe(false);
  });
});

describe("mayAsk", () => {
  const named = { ...policy, requesters: ["@ops", "slack:U4"] };
  const guest: Principal = { ...mia, member: "guest" };
  const { member: _, ...unknown } = mia;
  test.each<[string, Principal, Policy, boolean]>([
    ["a full member", mia, policy, true],
    ["a guest", guest, policy, false],
    ["somebody of another organisation", { ...mia, member: "external" }, policy, false],
    ["somebody whose membership is not known", unknown, policy, false],
    ["whoever sits at the terminal", { channel: "terminal", id: "1000", name: "ann", groups: [] }, policy, true],
    ["a full member whom the space does not name", mia, named, false],
    ["a named account", sam, named, true],
    ["a named group's guest", { ...jon, member: "guest" }, named, true],
    ["the owner, whoever is named", olga, { ...policy, requesters: [] }, true],
    ["an agent's account", mia, { ...policy, agentAccounts: ["slack:U1"] }, false],
  ])("%s", (_who, who, rules, may) => expect(mayAsk(who, rulesWith(rules)).allowed).toBe(may));

  test("a refusal says who may", () => {
    expect(mayAsk(mia, rulesWith(named))).toMatchObject({ reason: "You can't ask for work here; @ops, slack:U4 can." });
    expect(mayAsk(guest, rulesWith(policy))).toMatchObject({ reason: "Guests can't ask for work here; a full member can." });
  });
});

test("an agent's account approves nothing, whatever else it is", () => {
  const rules = policyWith({ approvers: { read: ["@ops"] } }, { agentAccounts: ["slack:U3", "slack:U2"] });
  expect([jon, olga].map((who) => mayDecide(who, "read", taskWith(), rulesWith(rules)).allowed)).toEqual([false, false]);
});

test("where approvals count on one channel only, they count on that one only", () => {
  const rules = rulesWith(policyWith({ onlyOn: "slack" }), {
    people: { "slack:U2": "prs_1", "discord:7": "prs_1" },
    groups: {},
    parted: [],
  });
  expect(mayDecide(olga, "external", taskWith(), rules).allowed).toBe(true);
  expect(mayDecide({ ...olga, channel: "discord", id: "7" }, "external", taskWith(), rules)).toEqual({
    allowed: false,
    reason: "Approvals count only on slack here.",
  });
});

test("where policy lets members answer, whoever may ask may; the task stays the requester's to direct", () => {
  const rules = rulesWith(policyWith({ membersAnswer: true }));
  expect(mayAnswer(sam, taskWith(), rules).allowed).toBe(true);
  expect(mayAnswer({ ...sam, member: "guest" }, taskWith(), rules).allowed).toBe(false);
  expect(mayDirect(sam, taskWith(), rules).allowed).toBe(false);
});

test("before there is an owner, only the operator may ask or decide", () => {
  const unowned = { ...policy, owner: null };
  expect(mayAsk(mia, rulesWith(unowned))).toMatchObject({ allowed: false, reason: expect.stringContaining("claim CODE") });
  expect(mayAsk(operator, rulesWith(unowned)).allowed).toBe(true);
  expect(upTo(mia, unowned)).toBe("none");
});

test("requester, approvers of any tier, owner and operator may stop a task, others not", () => {
  const rules = policyWith({ approvers: { destructive: ["@ops"] } });
  expect([mia, olga, jon, operator].every((who) => mayStop(who, taskWith(), rulesWith(rules)).allowed)).toBe(true);
  expect(mayStop(sam, taskWith(), rulesWith(rules))).toEqual({
    allowed: false,
    reason: "Only the requester, an approver or the owner can stop this task.",
  });
});

test("the requester, the owner and the operator may answer; an approver, who may stop the task, may not", () => {
  const rules = policyWith({ approvers: { destructive: ["@ops"] } });
  expect([mia, olga, operator].every((who) => mayAnswer(who, taskWith(), rulesWith(rules)).allowed)).toBe(true);
  for (const who of [jon, sam, { ...mia, channel: "discord" } as const]) {
    expect(mayAnswer(who, taskWith(), rulesWith(rules))).toEqual({
      allowed: false,
      reason: "This was asked of mia; your words are kept as context.",
    });
  }
});

describe("rights belong to the person", () => {
  const away: Principal = { channel: "discord", id: "9", name: "elsewhere", groups: [] };
  const linkedTo = (account: string, groups: readonly string[] = []) => ({
    people: { "discord:9": "prs_1", [account]: "prs_1" },
    groups: { "discord:9": [], [account]: groups },
    parted: [],
  });
  const external = policyWith({ approvers: { external: ["@ops"], destructive: ["slack:U4"] } });

  test.each<[string, string, readonly string[], Tier]>([
    ["the requester's", "slack:U1", [], "execute"],
    ["the owner's", "slack:U2", [], "destructive"],
    ["a named approver's", "slack:U4", [], "destructive"],
    ["a group member's", "slack:U3", ["ops"], "external"],
  ])("%s other account, once linked, may what theirs may", (_whose, account, groups, expected) => {
    const rules = rulesWith(external, linkedTo(account, groups));
    expect(tiers.filter((tier) => mayDecide(away, tier, taskWith(), rules).allowed).at(-1)).toBe(expected);
    expect(tiers.some((tier) => mayDecide(away, tier, taskWith(), rulesWith(external)).allowed)).toBe(false);
  });

  test("four eyes look through linked accounts, and remember who asked before", () => {
    const strict = policyWith({ fourEyes: true, approvers: { execute: ["discord:9", "@ops"] } });
    expect(mayDecide(away, "execute", taskWith(), rulesWith(strict)).allowed).toBe(true);
    expect(mayDecide(away, "execute", taskWith(), rulesWith(strict, linkedTo("slack:U1"))).allowed).toBe(false);
    expect(mayDecide(mia, "execute", taskWith({ requester: jon, requestedBefore: [mia] }), rulesWith(strict)).allowed).toBe(false);
    expect(mayDecide(jon, "execute", taskWith({ requester: mia, requestedBefore: [jon] }), rulesWith(strict)).allowed).toBe(false);
  });

  test("four eyes remember that an account was the requester's while the task went on, through whoever came between", () => {
    const strict = rulesWith(policyWith({ fourEyes: true, approvers: { execute: ["discord:9", "@ops"] } }));
    const may = (directory: Partial<Directory>) =>
      mayDecide(away, "execute", taskWith(), { ...strict, directory: { ...nobodyKnown, ...directory } }).allowed;
    expect(may({ parted: [["discord:9", "slack:U1"]] })).toBe(false);
    expect(may({ parted: [["slack:U1", "discord:9"]] })).toBe(false);
    expect(may({ parted: [["slack:U7", "slack:U1"]], people: { "slack:U7": "prs_1", "discord:9": "prs_1" } })).toBe(false);
    expect(may({ parted: [["slack:U7", "slack:U4"]], people: { "slack:U7": "prs_1", "discord:9": "prs_1" } })).toBe(true);
  });

  test("an account that was the requester's has none of their rights any more", () => {
    const directory = { ...nobodyKnown, parted: [["discord:9", "slack:U1"]] as const };
    expect(mayDecide(away, "execute", taskWith(), rulesWith(policyWith({}), directory)).allowed).toBe(false);
    expect(mayStop(away, taskWith(), rulesWith(policyWith({}), directory)).allowed).toBe(false);
  });

  test("the groups of now count, not those somebody came with", () => {
    expect(
      mayDecide(jon, "external", taskWith(), rulesWith(external, { people: {}, groups: { "slack:U3": [] }, parted: [] })).allowed,
    ).toBe(false);
    expect(
      mayDecide(sam, "external", taskWith(), rulesWith(external, { people: {}, groups: { "slack:U4": ["ops"] }, parted: [] })).allowed,
    ).toBe(true);
  });
});
