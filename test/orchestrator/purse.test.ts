import { afterAll, beforeAll, expect, test } from "vitest";
import type { MonthLimits } from "../../src/domain/budget.ts";
import { defaultPolicy, type Policy } from "../../src/domain/policy.ts";
import type { Ask, Held } from "../../src/domain/purse.ts";
import type { Engine } from "../../src/orchestrator/engine.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { openPurse, purseOf } from "../../src/orchestrator/purse.ts";
import { settleLeft, sweepReservations } from "../../src/orchestrator/settlement.ts";
import { listReserved, readPaid, sumUp } from "../../src/store/ledger.ts";
import { notePrincipal } from "../../src/store/people.ts";
import { transact } from "../../src/store/transaction.ts";
import { unlimited } from "../domain/world.ts";
import { makeConversation, makeTask } from "../store/bench.ts";
import { openStand, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

const none: MonthLimits = { costMicros: null, tokens: null };
const quiet = new AbortController().signal;

/** Somebody's engine on the same database, under caps of its own. */
function engineOf(rest: Partial<Engine> = {}, month: Partial<Policy["month"]> = {}): Engine {
  const policy = { ...defaultPolicy, month: { installation: none, space: none, person: none, ...month } };
  return { ...stand.engine, policy: async () => policy, ...rest };
}

/** What a call may use at most, all of it known beforehand. */
function asking(costMicros: number | null, tokens = 0): Ask {
  return { purpose: "plan", base: { costMicros, tokens }, answer: { most: 0, least: 0, microsPerMillion: 0 }, lastsMs: 60_000 };
}
async function holding(asked: ReturnType<ReturnType<typeof openPurse>["reserve"]>): Promise<Held> {
  const held = await asked;
  if (!held.ok) throw new Error(held.fault.message);
  return held.value;
}
const used = (costMicros: number) => ({ promptTokens: 1, completionTokens: 0, costMicros });

test("calls of several processes at once never hold more together than the task's limit; who finds no room waits for it", async () => {
  const { db, clients } = stand.bench;
  const task = await makeTask(db, { limits: { ...unlimited, costMicros: 1_000 } });
  let most = 0;
  const call = async (client: Engine["db"], index: number) => {
    const held = await holding(purseOf(engineOf({ db: client }), task, `run:${index}`).reserve(asking(300), quiet));
    const { settled, reserved } = await sumUp(db, { of: "task", task: task.id });
    most = Math.max(most, settled.costMicros + reserved.costMicros);
    await held.settle(used(40));
  };
  await Promise.all(Array.from({ length: 12 }, (_, index) => call(clients[index % 3] ?? db, index)));
  expect(most).toBeLessThanOrEqual(1_000);
  expect(await readPaid(db, task.id)).toEqual({ costMicros: 480, tokens: 12, unmetered: 0 });
});

test("what does not fit although nothing runs is refused with the limit it is about", async () => {
  const task = await makeTask(stand.bench.db, { limits: { ...unlimited, costMicros: 1_000 } });
  expect(await purseOf(engineOf(), task, "run:1").reserve(asking(1_001), quiet)).toMatchObject({
    ok: false,
    fault: { code: "limit_reached", transient: false, limit: { which: "costMicros" } },
  });
});

test("waiting for room ends when the call is stopped", async () => {
  const task = await makeTask(stand.bench.db, { limits: { ...unlimited, costMicros: 1_000 } });
  const purse = purseOf(engineOf(), task, "run:1");
  const held = await holding(purse.reserve(asking(900), quiet));
  const stop = new AbortController();
  const waiting = purse.reserve(asking(900), stop.signal);
  stop.abort();
  expect(await waiting).toMatchObject({ ok: false, fault: { code: "cancelled" } });
  await held.settle(used(100));
});

test("what is spent already is booked whatever the limit says, also for a step that was stopped, and the next call meets it", async () => {
  const { db } = stand.bench;
  const task = await makeTask(db, { limits: { ...unlimited, tokens: 1_000 } });
  const purse = purseOf(engineOf(), task, "run:1");
  const spent: Ask = { ...asking(null), isSpent: true };
  for (const promptTokens of [900, 800]) {
    const held = await holding(purse.reserve(spent, AbortSignal.abort()));
    await held.settle({ promptTokens, completionTokens: 0, costMicros: null });
  }
  expect(await readPaid(db, task.id)).toEqual({ costMicros: 0, tokens: 1_700, unmetered: 2 });
  expect(await purse.reserve(asking(null, 1), quiet)).toMatchObject({ ok: false, fault: { limit: { which: "tokens" } } });
});

test("a month's caps hold over tasks and talk: of everything, of a space, of a person with all their accounts", async () => {
  const { db, sql } = stand.bench;
  const [conversation, task] = [await makeConversation(db), await makeTask(db, { space: "shop" })];
  const [mia, web, sam] = ["slack:M1", "web:M1", "slack:S1"];
  for (const account of [mia, web]) {
    const [channel, id] = account.split(":") as ["slack" | "web", string];
    await transact(db, (tx) => notePrincipal(tx, { channel, id, name: "mia", groups: [] }, 0));
  }
  await sql`update principals set person = 'per_mia' where account in (${mia}, ${web})`;
  const talk = (account: string, space: string | null) => ({ actor: conversation, effect: "triage:1", task: null, space, account });
  const work = { actor: task.id, effect: "run:1", task: task.id, space: "shop", account: mia };
  const capped = engineOf({}, { space: { ...none, costMicros: 700 }, person: { ...none, costMicros: 500 } });

  await (await holding(openPurse(capped, work).reserve(asking(400), quiet))).settle(used(400));
  const scopeOf = async (payer: Parameters<typeof openPurse>[1]) => {
    const refused = await openPurse(capped, payer).reserve(asking(350), quiet);
    if (refused.ok) await refused.value.settle(used(0));
    return refused.ok ? "granted" : refused.fault.limit?.which === "month" && refused.fault.limit.cap.scope;
  };
  expect(await scopeOf(talk(web, null))).toBe(`person:${mia}`);
  expect(await scopeOf(talk(sam, "shop"))).toBe("space:shop");
  expect(await scopeOf(talk(sam, null))).toBe("granted");
});

test("what dead processes left is settled in full by a sweep, and what an earlier owner left by the next one of the task", async () => {
  const { db } = stand.bench;
  const task = await makeTask(db);
  // A process of this machine and boot that is not there: its number is the highest there can be.
  const [host, namespace] = stand.engine.owner.split(" ");
  const dead = engineOf({ owner: `${host} ${namespace} 4194304 1` });
  const elsewhere = engineOf({ owner: `host_${mintId("x")} other/pid:[1] 7 7` });
  await holding(purseOf(dead, task, "run:1").reserve(asking(100, 10), quiet));
  await holding(purseOf(elsewhere, task, "run:2").reserve(asking(20, 2), quiet));
  const mine = await holding(purseOf(engineOf(), task, "run:3").reserve(asking(3, 1), quiet));

  await sweepReservations(engineOf());
  expect(await readPaid(db, task.id)).toMatchObject({ costMicros: 100, tokens: 10 });
  await settleLeft(engineOf(), task.id);
  expect(await readPaid(db, task.id)).toMatchObject({ costMicros: 120, tokens: 12 });
  expect((await listReserved(db)).filter((one) => one.actor === task.id)).toHaveLength(1);
  await mine.settle(used(2));
  expect(await readPaid(db, task.id)).toMatchObject({ costMicros: 122, tokens: 13 });
});
