import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AuditBody, type AuditEntry, digestOfBody, erasure, governingState, type Seals, seal } from "../../src/domain/audit.ts";
import { type Chain, findBreak } from "../../src/domain/audit-chain.ts";
import { commandOf, jon, mia, planWith, stepWith, taskWith } from "./world.ts";

function sealsWith(key: string): Seals {
  const mac = (text: string) => createHmac("sha256", key).update(text).digest("hex");
  return { key: mac("key").slice(0, 16), mac, digest: (text) => createHash("sha256").update(text).digest("hex") };
}

const ours = sealsWith("ours");
const state = (name: string) => `s1:${name}`;
const bodyOf = (seq: number): AuditBody => ({ salt: `salt ${seq}`, content: { said: seq } });

/** A whole chain of so many entries, each with a body, whose task is as the last one left it. */
function chainOf(length: number, seals = ours): Omit<Chain, "links"> & { readonly links: readonly AuditEntry[] } {
  const links: AuditEntry[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const [before, after] = [state(String(seq - 1)), state(String(seq))];
    const what = { task: "tsk_1", seq, action: `act ${seq}`, by: "slack:U1", at: seq * 1000, epoch: 1, before, after } as const;
    links.push(seal({ ...what, body: digestOfBody(bodyOf(seq), seals), previous: links.at(-1)?.mac ?? "" }, seals));
  }
  const heads = links.map(({ task, seq, mac }) => ({ task, seq, mac }));
  return {
    links,
    bodies: new Map(links.map(({ seq }) => [seq, bodyOf(seq)])),
    heads,
    now: { state: state(String(length)), begun: true, what: "all of it" },
  };
}

describe("a chain", () => {
  test("is whole as it was written, also when the heads are behind", () => {
    const chain = chainOf(5);
    expect(findBreak(chain, ours)).toBeNull();
    expect(findBreak({ ...chain, heads: chain.heads.slice(0, 2) }, ours)).toBeNull();
    expect(findBreak({ ...chain, heads: [] }, ours)).toBeNull();
  });

  test("is broken by any change of any field of any entry, and named there", () => {
    const fields = {
      action: "x",
      by: null,
      at: 7,
      epoch: 9,
      body: null,
      before: state("x"),
      after: state("x"),
      previous: "x",
      task: "tsk_2",
    };
    for (const [field, value] of Object.entries(fields)) {
      for (const seq of [1, 3, 5]) {
        const chain = chainOf(5);
        const links = chain.links.map((link) => (link.seq === seq ? { ...link, [field]: value } : link));
        expect([field, findBreak({ ...chain, links }, ours)]).toMatchObject([field, { seq, fault: "changed" }]);
      }
    }
  });

  test("is broken by leaving out any entries, at the first one that is missing", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 7 }), (gone) => {
        const chain = chainOf(8);
        const links = chain.links.filter((link) => !gone.includes(link.seq));
        const first = Math.min(...gone);
        const fault = links.some((link) => link.seq > first) ? "missing" : "cut";
        expect(findBreak({ ...chain, links }, ours)).toMatchObject({ seq: first, fault });
      }),
    );
  });

  test("is broken by any other order of its entries, at the first that stands wrong", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 }), (order) => {
        const chain = chainOf(6);
        const links = order.flatMap((from, index) =>
          chain.links.filter((link) => link.seq === from).map((link) => ({ ...link, seq: index + 1 })),
        );
        const first = order.findIndex((from, index) => from !== index + 1);
        if (first === -1) expect(findBreak({ ...chain, links }, ours)).toBeNull();
        else expect(findBreak({ ...chain, links }, ours)).toMatchObject({ seq: first + 1, fault: "order" });
      }),
    );
  });

  test("sealed with another key is named as such, whatever key it claims", () => {
    const chain = chainOf(3, sealsWith("theirs"));
    expect(findBreak({ ...chain, heads: [] }, ours)).toMatchObject({ seq: 1, fault: "key" });
    const links = chain.links.map((link) => ({ ...link, key: ours.key }));
    expect(findBreak({ ...chain, heads: [], links }, ours)).toMatchObject({ seq: 1, fault: "changed" });
  });

  test("written anew with the right key differs from what was written down outside", () => {
    const chain = chainOf(4);
    const other = chainOf(4).links.map((link) => ({ ...link, by: "slack:U2" }));
    const links: AuditEntry[] = [];
    for (const link of other) links.push(seal({ ...link, previous: links.at(-1)?.mac ?? "" }, ours));
    expect(findBreak({ ...chain, links }, ours)).toMatchObject({ seq: 1, fault: "rewritten" });
    expect(findBreak({ ...chain, links, heads: chain.heads.slice(3) }, ours)).toMatchObject({ seq: 4, fault: "rewritten" });
  });

  test("whose entry was written after another one than stands there is out of order", () => {
    const chain = chainOf(3);
    const twin = chain.links.map((link) => (link.seq === 2 ? seal({ ...link, by: "slack:U9" }, ours) : link));
    expect(findBreak({ ...chain, links: twin, heads: [] }, ours)).toMatchObject({ seq: 3, fault: "order" });
    const double = [...chain.links.slice(0, 2), ...chain.links.slice(1)];
    expect(findBreak({ ...chain, links: double }, ours)).toMatchObject({ seq: 2, fault: "order", what: "entry 2 is there twice" });
  });
});

describe("the bodies of a chain", () => {
  test("may neither change, nor vanish, nor appear", () => {
    const chain = chainOf(3);
    const changed = new Map(chain.bodies).set(2, { ...bodyOf(2), content: "else" });
    expect(findBreak({ ...chain, bodies: changed }, ours)).toMatchObject({ seq: 2, fault: "body" });
    const salted = new Map(chain.bodies).set(2, { ...bodyOf(2), salt: "else" });
    expect(findBreak({ ...chain, bodies: salted }, ours)).toMatchObject({ seq: 2, fault: "body" });
    const [first, ...rest] = chain.links;
    const bare = first && seal({ ...first, body: null }, ours);
    expect(bare && findBreak({ ...chain, links: [bare, ...rest], heads: [] }, ours)).toMatchObject({ seq: 1, fault: "body" });
    const fewer = new Map([...chain.bodies].filter(([seq]) => seq !== 2));
    expect(findBreak({ ...chain, bodies: fewer }, ours)).toMatchObject({ seq: 2, fault: "body" });
  });

  test("are missed only where no later entry says that they were erased", () => {
    const chain = chainOf(3);
    const last = chain.links.at(-1);
    const said = last && seal({ ...last, seq: 4, action: erasure, body: null, before: last.after, previous: last.mac }, ours);
    const erased = { ...chain, links: said ? [...chain.links, said] : [], bodies: new Map() };
    expect(findBreak(erased, ours)).toBeNull();
    const forged = erased.links.map((link) => (link.seq === 3 ? { ...link, action: erasure } : link));
    expect(findBreak({ ...erased, links: forged }, ours)).toMatchObject({ seq: 3, fault: "changed" });
  });
});

describe("what is from before there were chains", () => {
  const early = [
    { seq: 1, mac: null },
    { seq: 2, mac: null },
  ] as const;

  test("stands in front of what is sealed, and nowhere else", () => {
    const entry = seal({ ...(chainOf(1).links[0] ?? fail()), seq: 3, body: null }, ours);
    const chain: Chain = { links: [...early, entry], bodies: new Map(), heads: [], now: null };
    expect(findBreak(chain, ours)).toBeNull();
    expect(findBreak({ ...chain, links: [...early, entry, { seq: 4, mac: null }] }, ours)).toMatchObject({ seq: 4, fault: "changed" });
  });

  test("cannot replace what was written down as sealed", () => {
    const chain = chainOf(2);
    expect(findBreak({ ...chain, links: early }, ours)).toMatchObject({ seq: 1, fault: "changed" });
  });
});

describe("what governs a task", () => {
  test("changed between two entries or after the last one is found, where both are known", () => {
    const chain = chainOf(3);
    expect(findBreak({ ...chain, now: { state: state("else"), begun: true, what: "all of it" } }, ours)).toMatchObject({
      seq: 3,
      fault: "outside",
    });
    expect(findBreak({ ...chain, now: { state: "s0:else", begun: true, what: "all of it" } }, ours)).toBeNull();
    expect(findBreak({ ...chain, now: null }, ours)).toBeNull();
    const [one, two] = chain.links;
    const jumped = one && two && [one, seal({ ...two, before: state("else") }, ours)];
    expect(findBreak({ ...chain, links: jumped ?? [], heads: [] }, ours)).toMatchObject({ seq: 2, fault: "outside" });
  });

  test("cannot have moved without any entry", () => {
    const empty: Chain = { links: [], bodies: new Map(), heads: [], now: { state: state("0"), begun: false, what: "all of it" } };
    expect(findBreak(empty, ours)).toBeNull();
    expect(findBreak({ ...empty, now: { state: state("0"), begun: true, what: "all of it" } }, ours)).toMatchObject({
      seq: 1,
      fault: "missing",
    });
  });

  const plan = planWith([stepWith("a")], { digest: "d" });
  const approval = {
    id: "apr_1",
    subject: { kind: "plan" },
    version: 1,
    digest: "d",
    tier: "write",
    status: "open",
    title: "t",
    openedAt: 1,
    expiresAt: 2,
    reminders: 0,
    votes: [],
    reason: null,
  } as const;
  const task = taskWith({ stage: "executing", plan, approvals: [approval] });

  test.each([
    ["its stage", { ...task, stage: "completed" as const }],
    ["a pause", { ...task, pauses: [{ reason: "person" as const, by: null, since: 1, until: null, reminded: false }] }],
    ["its autonomy", { ...task, autonomy: "full" as const }],
    ["a limit", { ...task, limits: { ...task.limits, tokens: 1 } }],
    ["its requester", { ...task, requester: { ...task.requester, id: "U9" } }],
    ["the plan's digest", { ...task, plan: { ...plan, digest: "e" } }],
    ["who approved the plan", { ...task, plan: { ...plan, approvedBy: "olga" } }],
    ["a step's input", { ...task, plan: { ...plan, steps: [stepWith("a", { input: { query: "else" } })] } }],
    ["a step's needs", { ...task, plan: { ...plan, steps: [stepWith("a", { needs: commandOf("a", ["."]).needs })] } }],
    ["a step's status", { ...task, plan: { ...plan, steps: [stepWith("a", { status: "passed" })] } }],
    ["who allowed a step", { ...task, plan: { ...plan, steps: [stepWith("a", { allowedBy: "apr_1" })] } }],
    ["an approval's status", { ...task, approvals: [{ ...approval, status: "approved" as const }] }],
    ["a vote", { ...task, approvals: [{ ...approval, votes: [{ by: task.requester, verb: "approve" as const, text: null, at: 1 }] }] }],
  ])("is another digest with %s changed", (_, changed) => {
    expect(governingState(changed, ours)).not.toBe(governingState(task, ours));
  });

  test("is the same digest whatever else happens, and however the database orders it", () => {
    const later = { ...task, movedAt: 9, heard: 3, approvals: [{ ...approval, reminders: 2 }], spend: { ...task.spend, tokens: 5 } };
    expect(governingState(later, ours)).toBe(governingState(task, ours));
    const two = [approval, { ...approval, id: "apr_2" as const }];
    expect(governingState({ ...task, approvals: two.toReversed() }, ours)).toBe(governingState({ ...task, approvals: two }, ours));
  });

  test("is the same text for the same task in every release: chains that were sealed before stay whole", () => {
    const digest = (text: string) => createHash("sha256").update(text).digest("hex");
    const votes = [jon, mia].map((by) => ({ by, verb: "approve", text: 'so "be" it', at: 1 }) as const);
    const subject = { kind: "step", step: "b" } as const;
    const bound = { subject, version: 2, digest: "d2", tier: "execute", status: "approved", title: "t", votes, reason: null } as const;
    const asked = { id: "apr_1", ...bound, openedAt: 1, expiresAt: 2, reminders: 0 } as const;
    const steps = [stepWith("b", { input: { argv: ["make", "ü"], z: null } }), stepWith("a")];
    const plan = planWith(steps, { approval: "apr_0", approvedBy: "approved by jon" });
    const pauses = [{ reason: "person", by: null, since: 1, until: null, reminded: false }] as const;
    const task = taskWith({ plan, approvals: [{ ...asked, id: "apr_2" }, asked], requestedBefore: [jon], pauses });
    for (let again = 0; again < 2; again += 1) {
      expect(governingState(task, { ...ours, digest })).toBe("s1:ec2178a396ed77cb1289b5445872392aa6f65378eda70002def67cf44aca4000");
    }
  });
});

function fail(): never {
  throw new Error("the chain is empty");
}
