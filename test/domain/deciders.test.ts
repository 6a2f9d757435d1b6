import { expect, test } from "vitest";
import { calledFor } from "../../src/domain/deciders.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Tier } from "../../src/domain/tier.ts";
import { mia, olga, policy, policyWith, rulesWith, taskWith } from "./world.ts";

const requester = `slack:${mia.id}`;
const owner = `slack:${olga.id}`;

test.each<[string, Tier, Policy, readonly string[]]>([
  ["who asked, up to execute", "execute", policy, [requester]],
  ["the owner above that, where nobody is named", "external", policy, [owner, "terminal:0"]],
  ["who is named", "external", policyWith({ approvers: { external: ["@ops", "slack:U4"] } }), ["@ops", "slack:U4"]],
  [
    "the owner too, where those who are named are fewer than it takes",
    "write",
    policyWith({ quorum: 2 }),
    [requester, owner, "terminal:0"],
  ],
  ["a group alone: nobody knows how many are in it", "write", policyWith({ quorum: 2, approvers: { write: ["@ops"] } }), ["@ops"]],
  ["the owner, where who asked may not approve it", "write", policyWith({ fourEyes: true }), [owner, "terminal:0"]],
  ["the owner once, where it is named itself", "write", policyWith({ approvers: { write: [owner] } }), [owner]],
])("a decision calls %s", (_, tier, rules, called) => {
  expect(calledFor(tier, taskWith(), rulesWith(rules))).toEqual(called);
});
