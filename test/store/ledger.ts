import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage } from "../../src/domain/budget.ts";
import { decide, taskCaps } from "../../src/domain/headroom.ts";
import type { Task } from "../../src/domain/task.ts";
import {
  chargeToTask,
  insertReservation,
  listReserved,
  lockLedger,
  type Payer,
  raiseMonth,
  readPaid,
  readRaise,
  settleReservation,
  sumUp,
} from "../../src/store/ledger.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { unlimited } from "../domain/world.ts";
import { makeConversation, makeTask, type OpenBench, useBench } from "./bench.ts";

const month = "2026-11";
const usage = (costMicros: number | null, tokens = 0): Usage => ({ promptTokens: tokens, completionTokens: 0, costMicros });

/** What is reserved, settled and summed: money that several processes spend at once. */
export function describeLedger(open: OpenBench): void {
  describe("the ledger", () => {
    const bench = useBench(open);

    const payerOf = (task: Task, rest: Partial<Payer> = {}): Payer => ({
      actor: task.id,
      effect: "think",
      task: task.id,
      space: task.space,
      account: "slack:U1",
      owner: "me",
      ...rest,
    });
    const reserve = (payer: Payer, most: Usage, until = 9e12) =>
      transact(bench().db, (tx) => insertReservation(tx, payer, { purpose: "plan", month, most, at: 0, until }));

    test("a call is reserved, settled at what it used, and stands in the task's spend in the same moment", async () => {
      const task = await makeTask(bench().db, { space: "shop" });
      const id = await reserve(payerOf(task), usage(900, 90));
      expect(await sumUp(bench().db, { of: "task", task: task.id })).toEqual({
        settled: { costMicros: 0, tokens: 0 },
        reserved: { costMicros: 900, tokens: 90 },
      });
      expect(await readPaid(bench().db, task.id)).toEqual({ costMicros: 0, tokens: 0, unmetered: 0 });
      expect(await settleReservation(bench().db, id, usage(500, 50))).toMatchObject({
        task: task.id,
        space: "shop",
        month,
        after: { costMicros: 500 },
      });
      expect(await sumUp(bench().db, { of: "task", task: task.id })).toMatchObject({
        settled: { costMicros: 500 },
        reserved: { costMicros: 0 },
      });
      expect(await readPaid(bench().db, task.id)).toEqual({ costMicros: 500, tokens: 50, unmetered: 0 });
    });

    test("what nobody told counts as all that was reserved; what was never made counts as nothing", async () => {
      const task = await makeTask(bench().db);
      const [untold, unmade] = [await reserve(payerOf(task), usage(900, 90)), await reserve(payerOf(task), usage(900, 90))];
      await settleReservation(bench().db, untold, null);
      await settleReservation(bench().db, unmade, usage(0));
      expect(await readPaid(bench().db, task.id)).toEqual({ costMicros: 900, tokens: 90, unmetered: 0 });
    });

    test("without a price it is not metered, never $0", async () => {
      const task = await makeTask(bench().db);
      const id = await reserve(payerOf(task), usage(null, 90));
      await settleReservation(bench().db, id, usage(null, 50));
      expect(await readPaid(bench().db, task.id)).toEqual({ costMicros: 0, tokens: 50, unmetered: 1 });
      expect([...(await bench().sql`select cost_micros as cost from ledger where id = ${id}`)]).toEqual([{ cost: null }]);
    });

    test("a settled reservation is settled; one that was settled for a dead owner is put right by its late word", async () => {
      const task = await makeTask(bench().db);
      const [told, dead] = [await reserve(payerOf(task), usage(900, 90)), await reserve(payerOf(task), usage(900, 90))];
      await settleReservation(bench().db, told, usage(100, 10));
      expect(await settleReservation(bench().db, told, usage(700, 70))).toBeNull();
      expect(await settleReservation(bench().db, told, null)).toBeNull();
      await settleReservation(bench().db, dead, null);
      expect(await readPaid(bench().db, task.id)).toMatchObject({ costMicros: 1_000, tokens: 100 });
      await settleReservation(bench().db, dead, usage(300, 30));
      expect(await readPaid(bench().db, task.id)).toMatchObject({ costMicros: 400, tokens: 40 });
    });

    test("many who reserve at once over several connections never go beyond the cap together", async () => {
      const task = await makeTask(bench().db, { limits: { ...unlimited, costMicros: 1_000 } });
      const ask = { purpose: "plan", base: { costMicros: 90, tokens: 9 }, answer: { most: 0, least: 0, microsPerMillion: 0 }, lastsMs: 1 };
      const tries = Array.from({ length: 60 }, (_, index) => bench().clients[index % 3] ?? bench().db);
      const verdicts = await Promise.all(
        tries.map((client) =>
          transact(client, async (tx) => {
            await lockLedger(tx);
            const verdict = decide(ask, taskCaps(task.limits, await sumUp(tx, { of: "task", task: task.id }), true));
            if (verdict.kind === "granted")
              await insertReservation(tx, payerOf(task), { purpose: "plan", month, most: usage(90, 9), at: 0, until: 0 });
            return verdict.kind;
          }),
        ),
      );
      expect(verdicts.filter((kind) => kind === "granted")).toHaveLength(11);
      expect(verdicts.filter((kind) => kind === "crowded")).toHaveLength(49);
      expect((await sumUp(bench().db, { of: "task", task: task.id })).reserved.costMicros).toBe(990);
    });

    test("months are summed for the installation, a space and a person, each apart", async () => {
      const [name, space, account] = ["2031-01", "garden", "slack:U77"];
      const task = await makeTask(bench().db, { space });
      const settled = async (payer: Payer, cost: number) => {
        const reservation = { purpose: "plan", month: name, most: usage(cost), at: 0, until: 0 };
        await settleReservation(bench().db, await transact(bench().db, (tx) => insertReservation(tx, payer, reservation)), usage(cost, 1));
      };
      await settled(payerOf(task, { account }), 100);
      await settled(payerOf(task, { space: null, account }), 20);
      await settled(payerOf(task, { task: null, space: null }), 3);
      const sums = async (scope: Parameters<typeof sumUp>[1]) => (await sumUp(bench().db, scope)).settled.costMicros;
      expect(await sums({ of: "installation", month: name })).toBe(123);
      expect(await sums({ of: "person", month: name, accounts: [account] })).toBe(120);
      expect(await sums({ of: "person", month: name, accounts: [account, "slack:U1"] })).toBe(123);
      expect(await sums({ of: "space", month: name, space })).toBe(100);
      expect(await sums({ of: "installation", month: "2031-02" })).toBe(0);
    });

    test("what finding out about a request used is the task's that came of it, settled before or after", async () => {
      const [conversation, task] = [await makeConversation(bench().db), await makeTask(bench().db)];
      const talk = payerOf(task, { actor: conversation, effect: "triage:1", task: null });
      const [done, running, other] = [
        await reserve(talk, usage(100, 10)),
        await reserve(talk, usage(50, 5)),
        await reserve({ ...talk, effect: "triage:2" }, usage(7, 7)),
      ];
      await settleReservation(bench().db, done, usage(80, 8));
      await transact(bench().db, (tx) => chargeToTask(tx, conversation, "triage:1", task.id));
      expect(await readPaid(bench().db, task.id)).toMatchObject({ costMicros: 80, tokens: 8 });
      for (const id of [running, other]) await settleReservation(bench().db, id, null);
      expect(await readPaid(bench().db, task.id)).toMatchObject({ costMicros: 130, tokens: 13 });
    });

    test("a month is raised once, however many approve the same raise", async () => {
      const cap = { month, scope: "space:shop", unit: "costMicros" } as const;
      await Promise.all(bench().clients.map((client) => transact(client, (tx) => raiseMonth(tx, cap, 500))));
      expect(await readRaise(bench().db, cap)).toBe(500);
      await transact(bench().db, (tx) => raiseMonth(tx, cap, 1_000));
      expect(await readRaise(bench().db, cap)).toBe(1_000);
      expect(await readRaise(bench().db, { ...cap, unit: "tokens" })).toBe(0);
    });

    test("whatever dies between reserving and settling, the task's spend and the ledger's sum are the same", async () => {
      const act = fc.record({
        reserved: fc.nat({ max: 1_000 }),
        priced: fc.boolean(),
        /** What becomes of it: told, untold, never sent, left by a dead owner, and what that owner says too late. */
        end: fc.constantFrom<Act["end"]>("told", "untold", "unsent", "dead", "late", "twice"),
        used: fc.nat({ max: 1_500 }),
      });
      const run = async (acts: readonly Act[]) => {
        const task = await makeTask(bench().db);
        await Promise.all(acts.map((one, index) => live(bench().clients[index % 3] ?? bench().db, payerOf(task), one)));
        for (const { id, actor } of await listReserved(bench().db)) if (actor === task.id) await settleReservation(bench().db, id, null);
        const { settled, reserved } = await sumUp(bench().db, { of: "task", task: task.id });
        const paid = await readPaid(bench().db, task.id);
        expect({ ...settled, left: reserved.tokens }).toEqual({ costMicros: paid.costMicros, tokens: paid.tokens, left: 0 });
        const [row] = await bench()
          .sql`select count(*)::int as n from ledger where task = ${task.id} and status = 'settled' and cost_micros is null`;
        expect(paid.unmetered).toBe(row?.["n"]);
      };
      await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), run), { numRuns: 25, endOnFailure: true });
    });

    /** What is said of one reservation, in order; null: nobody told. */
    const words: Readonly<Record<Act["end"], readonly ("used" | "nothing" | null)[]>> = {
      told: ["used"],
      untold: [null],
      unsent: ["nothing"],
      dead: [],
      late: [null, "used"],
      twice: ["used", null],
    };
    const live = async (client: Reader, payer: Payer, { reserved, priced, end, used }: Act): Promise<void> => {
      const price = (tokens: number) => usage(priced ? tokens * 3 : null, tokens);
      const reservation = { purpose: "plan", month, most: price(reserved), at: 0, until: 0 };
      const id = await transact(client, (tx) => insertReservation(tx, payer, reservation));
      for (const word of words[end]) await settleReservation(client, id, word === null ? null : price(word === "used" ? used : 0));
    };
  });
}

type Act = {
  readonly reserved: number;
  readonly priced: boolean;
  readonly end: "told" | "untold" | "unsent" | "dead" | "late" | "twice";
  readonly used: number;
};
