import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Result } from "../domain/fault.ts";
import { type Cap, decide, usedUp, type Verdict } from "../domain/headroom.ts";
import { refusalOf } from "../domain/limit-words.ts";
import { accountOf } from "../domain/principal.ts";
import { type Ask, type Held, mostOf, type Purse } from "../domain/purse.ts";
import type { Task } from "../domain/task.ts";
import { insertReservation, lockLedger, type Payer } from "../store/ledger.ts";
import { transact, type Writer } from "../store/transaction.ts";
import { capsOfMonth, capsOfTask, monthOf } from "./caps.ts";
import type { Engine } from "./engine.ts";
import { settle } from "./settlement.ts";

/** Before looking again whether calls that run have left room, in milliseconds. */
const breathMs = 250;

/** What the calls of one of a task's effects are paid from. */
export function purseOf(engine: Engine, { id, space, requester }: Task, effect: string): Purse {
  return openPurse(engine, { actor: id, task: id, effect, space, account: accountOf(requester) });
}

/**
 * The purse of one actor's effect: what is asked for is reserved in the ledger under every cap there is, by one at a time,
 * so that together they never exceed one (product: 2.5). It waits where only calls that run stand in the way.
 */
export function openPurse(engine: Engine, payer: Omit<Payer, "owner">): Purse {
  return {
    reserve: async (ask, signal) => {
      while (ask.isSpent || !signal.aborted) {
        const { verdict, id } = await transact(engine.db, (tx) => take(tx, engine, payer, ask));
        if (verdict.kind === "refused") return refused(verdict.by);
        if (verdict.kind === "granted") return { ok: true, value: hold(engine, ask, id, verdict) };
        await sleep(breathMs, undefined, { signal }).catch(() => undefined);
      }
      return {
        ok: false,
        fault: { code: "cancelled", message: "It was stopped while it waited for room in its budget.", transient: false },
      };
    },
  };
}

type Taken = { readonly verdict: Verdict; readonly id: number };

async function take(tx: Writer, { policy, owner }: Engine, payer: Omit<Payer, "owner">, ask: Ask): Promise<Taken> {
  await lockLedger(tx);
  const now = Date.now();
  const month = monthOf(now);
  const isMetered = ask.base.costMicros !== null;
  const own = await capsOfTask(tx, payer.task, isMetered);
  const shared = await capsOfMonth(tx, await policy(tx, payer.space), { ...payer, month }, isMetered);
  const verdict: Verdict = ask.isSpent ? { kind: "granted", answerTokens: 0, by: null } : decide(ask, [...own, ...shared]);
  if (verdict.kind !== "granted") return { verdict, id: 0 };
  const most = mostOf(ask, verdict.answerTokens);
  const reservation = { purpose: ask.purpose, month, most, at: now, until: now + ask.lastsMs };
  return { verdict, id: await insertReservation(tx, { ...payer, owner }, reservation) };
}

function refused(by: Cap): Result<Held> {
  const limit = usedUp(by);
  return { ok: false, fault: { code: "limit_reached", message: refusalOf(limit), transient: false, limit } };
}

function hold(engine: Engine, ask: Ask, id: number, { answerTokens, by }: Extract<Verdict, { kind: "granted" }>): Held {
  return {
    answerTokens,
    shortened: by && shortenedBy(by, answerTokens),
    settle: async (used) => {
      await settle(engine, id, used);
      return used ?? mostOf(ask, answerTokens);
    },
  };
}

function shortenedBy(by: Cap, answerTokens: number): Fault {
  const limit = usedUp(by);
  const message = `${refusalOf(limit)} What was left allowed an answer of ${answerTokens} tokens, and that was too short.`;
  return { code: "limit_reached", message, transient: false, limit };
}
