import { describe, expect, test } from "vitest";
import { mayAnswer, mayAsk, mayDecide, mayStop } from "../../src/domain/authority.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Principal } from "../../src/domain/principal.ts";
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
      reason: "You can't approve `write` here. slack:U4 can.",
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

  test("the groups of now count, not those somebody came with", () => {
    expect(mayDecide(jon, "external", taskWith(), rulesWith(external, { people: {}, groups: { "slack:U3": [] } })).allowed).toBe(false);
    expect(mayDecide(sam, "external", taskWith(), rulesWith(external, { people: {}, groups: { "slack:U4": ["ops"] } })).allowed).toBe(true);
  });
});
