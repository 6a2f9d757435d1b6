import { describe, expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { Context } from "../../src/domain/context.ts";
import type { Grant } from "../../src/domain/grant.ts";
import { nothing } from "../../src/domain/needs.ts";
import { refusePermission } from "../../src/domain/permission.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { TaskRecord } from "../../src/domain/record.ts";
import { coveringGrant } from "../../src/domain/standing.ts";
import { askedNow, running, type Walk } from "./walk.ts";
import { commandOf, contextWith, jon, mia, olga, policyWith, stepWith, taskWith } from "./world.ts";

const ops = policyWith({ approvers: { external: ["@ops"] } });
const hour = 3_600_000;
const grant: Grant = {
  id: "grt_1",
  owner: "slack:U2",
  ownerName: "olga",
  tier: "external",
  kind: "execute",
  shape: "git push origin",
  needs: { ...nothing, network: ["git.example"], writes: ["docs"] },
  agents: [],
  space: "shop",
  room: null,
  givenAt: 0,
  expiresAt: 2_000_000,
  usesLeft: 1,
  revokedAt: null,
};
const push = stepWith("push", {
  kind: "execute",
  input: { argv: ["git", "push", "origin"] },
  tier: "external",
  needs: { ...nothing, network: ["git.example"], writes: ["docs/a"] },
});

describe("a standing approval", () => {
  const covers = (step = push, changed: Partial<Grant> = {}, policy: Policy = ops, used: readonly TaskRecord[] = []) =>
    coveringGrant(step, taskWith({ space: "shop" }), contextWith({ grants: [{ ...grant, ...changed }], policy }), used) !== null;

  test("covers the same command with no more needs, where and while it holds", () => expect(covers()).toBe(true));

  test.each([
    ["another subcommand", { input: { argv: ["git", "remote"] } }],
    ["another word, where no schema knows the command", { input: { argv: ["git", "push", "origin", "--force"] } }],
    ["another program", { input: { argv: ["curl", "push"] } }],
    ["another kind", { kind: "shell", input: { command: "git push" } }],
    ["another domain", { needs: { ...nothing, network: ["evil.example"] } }],
    ["a path outside its prefix", { needs: { ...nothing, writes: ["src"] } }],
    ["a secret", { needs: { ...nothing, secrets: ["TOKEN"] } }],
    ["an agent it does not name", { agents: ["codex"] }],
    ["anything destructive", { tier: "destructive" as const }],
    ["an input that cannot be read", { input: { argv: [] } }],
  ])("does not cover %s", (_what, change) => expect(covers({ ...push, ...change })).toBe(false));

  test("covers other options of the same command where the schema knows it, and no other command", () => {
    const log = (...words: readonly string[]) => ({ ...push, input: { argv: ["git", "log", ...words] } });
    expect(covers(log("--oneline", "-n", "5", "HEAD~9"), { shape: "git log" })).toBe(true);
    expect(covers({ ...push, input: { argv: ["git", "show"] } }, { shape: "git log" })).toBe(false);
    expect(covers(log("--output=x"), { shape: "git log" })).toBe(false);
  });

  test.each<[string, Partial<Grant>]>([
    ["in another space", { space: "blog" }],
    ["in another room", { room: "slack/T1/C9" }],
    ["after its time", { expiresAt: 1_000_000 }],
    ["when it is used up", { usesLeft: 0 }],
    ["when it was taken back", { revokedAt: 1 }],
    ["above its own tier", { tier: "execute" }],
    ["when its giver may not approve that any more", { owner: "slack:U4" }],
    ["when its giver's account cannot be read", { owner: "nobody" }],
  ])("does not hold %s", (_what, change) => expect(covers(push, change)).toBe(false));

  test("holds in its room, once for each use, and for a giver by their group", () => {
    expect(covers(push, { room: "slack/T1/C1" })).toBe(true);
    expect(covers(push, {}, ops, [{ type: "used", grant: "grt_1" }])).toBe(false);
    const directory = { people: {}, groups: { "slack:U3": ["ops"] }, parted: [] };
    const context = contextWith({ grants: [{ ...grant, owner: "slack:U3" }], policy: ops, directory });
    expect(coveringGrant(push, taskWith({ space: "shop" }), context, [])?.owner).toBe("slack:U3");
  });

  test("never goes around a quorum", () =>
    expect(covers(push, {}, policyWith({ quorum: 2, approvers: { external: ["@ops"] } }))).toBe(false));

  test("of the requester counts for nothing under four-eyes", () => {
    const strict = policyWith({ fourEyes: true, approvers: { external: ["slack:U1"] } });
    expect(covers(push, { owner: "slack:U1" }, strict)).toBe(false);
  });
});

describe("giving one", () => {
  const outside = commandOf("call", [], { tier: "external" });
  const asked = () => running([outside], {}, {}, { policy: ops });
  const approve = (walk: Walk, forMs: number | null, here: boolean, by = jon) =>
    walk.send({
      type: "decided",
      by,
      approval: null,
      verb: "approve",
      text: null,
      receivedAt: walk.context.now,
      grant: { forMs, here },
    });
  const given = (walk: Walk) => walk.records.flatMap((record) => (record.type === "granted" ? [record.grant] : []));

  test("goes with the confirmation: of this command, for that long, counted", () => {
    const walk = asked();
    walk.pass(1_000);
    approve(walk, hour, false);
    expect(walk.step("call").status).toBe("running");
    expect(given(walk)).toMatchObject([
      { owner: "slack:U3", kind: "execute", shape: "make call", tier: "external", room: null, usesLeft: 20 },
    ]);
    expect((given(walk)[0]?.expiresAt ?? 0) - (given(walk)[0]?.givenAt ?? 0)).toBe(hour);
  });

  test("here holds in the room it was said in, for a day where nothing was said", () => {
    const walk = asked();
    walk.pass(1_000);
    approve(walk, null, true);
    expect(given(walk)).toMatchObject([{ room: "slack/T1/C1" }]);
    expect((given(walk)[0]?.expiresAt ?? 0) - (given(walk)[0]?.givenAt ?? 0)).toBe(24 * hour);
  });

  test.each([
    ["longer than there is", 31 * 24 * hour, "A standing approval lasts from a minute to 30 days."],
    ["for no time", 0, "A standing approval lasts from a minute to 30 days."],
  ])("%s is refused, and nothing is decided", (_what, forMs, reason) => {
    const walk = asked();
    walk.pass(1_000);
    expect(approve(walk, forMs, false)).toEqual({ kind: "refused", reason });
    expect(askedNow(walk.task)).toEqual(["step"]);
  });

  test("is refused for what is destructive", () => {
    const walk = running([commandOf("wipe", [], { tier: "destructive" })]);
    walk.pass(1_000);
    expect(approve(walk, hour, false, olga)).toMatchObject({ kind: "refused", reason: expect.stringContaining("Nothing destructive") });
  });

  test("is used instead of asking, and what it covers is told in the audit", () => {
    const mine = { ...grant, shape: "make call", space: null, needs: nothing };
    const walk = running([outside], {}, {}, { policy: ops, grants: [mine] });
    expect(walk.step("call")).toMatchObject({ status: "running", allowedBy: "grt_1" });
    expect(walk.records).toContainEqual({ type: "used", grant: "grt_1" });
    expect(walk.records).toContainEqual({
      type: "audit",
      action: "grant.used",
      by: null,
      detail: { grant: "grt_1", step: "call", owner: "olga" },
    });
  });

  test("does not let what was interrupted outside run again unasked", () => {
    const mine = { ...grant, shape: "make call", space: null, needs: nothing, usesLeft: 9 };
    const walk = running([outside], {}, {}, { policy: ops, grants: [mine] });
    walk.send({ type: "lost", step: "call", attempt: 1 });
    expect(askedNow(walk.task)).toEqual(["step"]);
  });

  describe("and trying again", () => {
    const mine = { ...grant, shape: "make call", space: null, needs: nothing };
    /** A step that a standing approval started and that failed for a moment, with what became of that approval meanwhile. */
    const flickered = (become: (grants: Grant[]) => void, context: Partial<Context> = {}) => {
      const grants: Grant[] = [mine];
      const walk = running([outside], { steps: { call: ["flicker", "pass"] } }, {}, { policy: ops, grants, ...context });
      walk.finish("call");
      become(grants);
      walk.sleep();
      return walk;
    };

    test("takes no second use", () => {
      const walk = flickered((grants) => grants.splice(0, 1, { ...mine, usesLeft: 0 }));
      expect(walk.step("call")).toMatchObject({ status: "running", attempt: 2, allowedBy: "grt_1" });
      expect(walk.records.filter((record) => record.type === "used")).toHaveLength(1);
      expect(refusePermission(walk.task, walk.step("call"), walk.context)).toBeNull();
    });

    test.each<[string, (grants: Grant[]) => void, string]>([
      ["was taken back", (grants) => grants.splice(0, 1, { ...mine, revokedAt: 1 }), "the standing approval of olga was taken back"],
      ["has run out", (grants) => grants.splice(0, 1, { ...mine, expiresAt: 1 }), "the standing approval of olga has run out"],
      [
        "is of something else",
        (grants) => grants.splice(0, 1, { ...mine, shape: "make tea" }),
        "the standing approval of olga does not cover it any more",
      ],
      [
        "was given by somebody who may not any more",
        (grants) => grants.splice(0, 1, { ...mine, owner: "slack:U4" }),
        "the standing approval of olga does not cover it any more",
      ],
      ["is gone", (grants) => grants.splice(0, 1), "the standing approval grt_1 is not there any more"],
    ])("asks a person when it %s", (_what, become, why) => {
      const walk = flickered(become);
      expect(walk.step("call")).toMatchObject({ status: "awaiting_confirmation", attempt: 1, allowedBy: null });
      const [open] = openApprovals(walk.task.approvals);
      expect(open).toMatchObject({ subject: { kind: "step", step: "call" }, title: expect.stringContaining(`(${why})`) });
      walk.decide("approve", null, jon);
      expect(walk.step("call")).toMatchObject({ status: "running", attempt: 2, allowedBy: open?.id });
    });

    test("is refused by whoever runs it, when it was taken back after the step had begun", () => {
      const walk = running([outside], {}, {}, { policy: ops, grants: [mine] });
      const now = { ...walk.context, grants: [{ ...mine, usesLeft: 0, revokedAt: 1 }] };
      expect(refusePermission(walk.task, walk.step("call"), now)).toBe("the standing approval of olga was taken back");
      expect(refusePermission(walk.task, walk.step("call"), { ...now, grants: [] })).toContain("is not there any more");
    });
  });

  test("of one use lets one of two steps start", () => {
    const two = [outside, commandOf("call", [], { id: "again", tier: "external", independent: true })];
    const mine = { ...grant, shape: "make call", space: null, needs: nothing };
    const walk = running(two, {}, {}, { policy: ops, grants: [mine] });
    expect([walk.step("call").status, walk.step("again").status]).toEqual(["running", "awaiting_confirmation"]);
    expect(walk.decide("approve", null, mia).kind).toBe("refused");
  });
});
