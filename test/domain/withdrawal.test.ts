import { expect, test } from "vitest";
import type { ApprovalId } from "../../src/domain/id.ts";
import type { Principal } from "../../src/domain/principal.ts";
import { planned, type Walk } from "./walk.ts";
import { commandOf, jon, olga, policyWith, sam } from "./world.ts";

const two = policyWith({ quorum: 2, approvers: { execute: ["@ops"] } });
const asked = () => planned([commandOf("a")], {}, {}, { policy: two });
const idOf = (walk: Walk): ApprovalId => walk.task.approvals[0]?.id ?? "apr_none";
const withdraw = (walk: Walk, by: Principal, verb: "approve" | "reject" = "approve", approval = idOf(walk)) =>
  walk.send({ type: "withdrew", by, approval, verb, receivedAt: walk.context.now });
const votes = (walk: Walk) => walk.task.approvals[0]?.votes.map((vote) => vote.by.name);

test("a vote that is taken back while more are needed does not count", () => {
  const walk = asked();
  walk.decide("approve", null, jon);
  expect(votes(walk)).toEqual(["jon"]);
  expect(withdraw(walk, jon).kind).toBe("moved");
  expect(votes(walk)).toEqual([]);
  walk.decide("approve", null, olga);
  expect(walk.task.stage).toBe("awaiting_approval");
});

test("only the same person's vote goes, and only of the verb that was taken back", () => {
  const walk = asked();
  walk.decide("approve", null, jon);
  for (const refused of [
    withdraw(walk, olga),
    withdraw(walk, sam),
    withdraw(walk, jon, "reject"),
    withdraw(walk, jon, "approve", "apr_none"),
  ]) {
    expect(refused.kind).toBe("refused");
  }
  expect(votes(walk)).toEqual(["jon"]);
});

test("a linked account takes the person's vote back", () => {
  const elsewhere: Principal = { channel: "discord", id: "9", name: "jon on discord", groups: [] };
  const directory = { people: { "slack:U3": "prs_1", "discord:9": "prs_1" }, groups: {}, parted: [] };
  const walk = planned([commandOf("a")], {}, {}, { policy: two, directory });
  walk.decide("approve", null, jon);
  expect(withdraw(walk, elsewhere).kind).toBe("moved");
  expect(votes(walk)).toEqual([]);
});

test("after the decision it is too late, and says so", () => {
  const walk = asked();
  walk.decide("approve", null, jon);
  walk.decide("approve", null, olga);
  expect(withdraw(walk, jon)).toEqual({ kind: "refused", reason: "Too late to take it back: approved by jon and olga." });
});
