import { describe, expect, test } from "vitest";
import { mayAnswer, mayAsk, mayDecide, mayStop } from "../../src/domain/authority.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Principal } from "../../src/domain/principal.ts";
import { type Tier, tiers } from "../../src/domain/tier.ts";
import { jon, mia, olga, policy, policyWith, sam } from "./world.ts";

const operator: Principal = { channel: "terminal", id: "0", name: "root", groups: [] };
/** The highest tier somebody may decide for a task of mia, or none. */
const upTo = (who: Principal, rules: Policy) => tiers.filter((tier) => mayDecide(who, tier, mia, rules).allowed).at(-1) ?? "none";

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
    expect(mayDecide(mia, "write", mia, named)).toEqual({ allowed: false, reason: "You can't approve `write` here. slack:U4 can." });
  });

  test("an approver of one tier is none of another", () => {
    expect(mayDecide(jon, "destructive", mia, external).allowed).toBe(false);
    expect(mayDecide(jon, "read", mia, external).allowed).toBe(false);
  });

  test("four eyes refuse the requester, be it the owner", () => {
    expect(mayDecide(olga, "read", olga, policyWith({ fourEyes: true })).allowed).toBe(false);
    expect(mayDecide(olga, "read", mia, policyWith({ fourEyes: true })).allowed).toBe(true);
  });

  test("names and groups of the same name prove nothing", () => {
    expect(mayDecide({ ...sam, name: "olga" }, "read", mia, policy).allowed).toBe(false);
    expect(mayDecide({ ...olga, channel: "discord" }, "read", mia, policy).allowed).toBe(false);
    expect(mayDecide({ ...sam, id: "@ops" }, "external", mia, external).allowed).toBe(false);
  });
});

test("before there is an owner, only the operator may ask or decide", () => {
  const unowned = { ...policy, owner: null };
  expect(mayAsk(mia, unowned)).toMatchObject({ allowed: false, reason: expect.stringContaining("claim CODE") });
  expect(mayAsk(operator, unowned).allowed).toBe(true);
  expect(upTo(mia, unowned)).toBe("none");
});

test("requester, approvers of any tier, owner and operator may stop a task, others not", () => {
  const rules = policyWith({ approvers: { destructive: ["@ops"] } });
  expect([mia, olga, jon, operator].every((who) => mayStop(who, mia, rules).allowed)).toBe(true);
  expect(mayStop(sam, mia, rules)).toEqual({ allowed: false, reason: "Only the requester, an approver or the owner can stop this task." });
});

test("the requester, the owner and the operator may answer; an approver, who may stop the task, may not", () => {
  const rules = policyWith({ approvers: { destructive: ["@ops"] } });
  expect([mia, olga, operator].every((who) => mayAnswer(who, mia, rules).allowed)).toBe(true);
  for (const who of [jon, sam, { ...mia, channel: "discord" } as const]) {
    expect(mayAnswer(who, mia, rules)).toEqual({ allowed: false, reason: "This was asked of mia; your words are kept as context." });
  }
});
