import { rm } from "node:fs/promises";
import { onTestFinished } from "vitest";
import type { Adapter, Delivered, Desk, Shown } from "../../src/adapters/adapter.ts";
import { openApp } from "../../src/app.ts";
import type { Address } from "../../src/domain/conversation.ts";
import type { Inbound } from "../../src/domain/inbound.ts";
import type { Json } from "../../src/domain/json.ts";
import type { Channel } from "../../src/domain/principal.ts";
import { openDesk } from "../../src/orchestrator/desk.ts";
import { setUp } from "../../src/setup.ts";
import { planApproval } from "../adapters/samples.ts";
import { servers } from "../fixtures/databases.ts";
import { makeHome } from "../fixtures/program.ts";

/** Somebody on a platform and what they do there. What they say is named by what `Delivered.refs` would name it by. */
export type Somebody = {
  readonly id: string;
  /** Says something in the room that begins with the bot's name. */
  mention(text: string): string;
  reply(to: string, text: string): string;
  /** Says something to the bot alone. */
  tell(text: string): string;
  react(ref: string, emoji: "✅" | "👍"): void;
  unreact(ref: string, emoji: "✅" | "👍"): void;
  /** Presses what is there under a label; whether they were shown that it arrived. */
  press(ref: string, label: string): Promise<boolean>;
};

/** A channel's local server, with a room in which two people and the bot are, and somebody else's bot. */
export type Platform = {
  readonly channel: Channel;
  /** One that is let in, or has a token that nobody gave out. */
  adapter(token: "good" | "wrong"): Adapter;
  readonly mia: Somebody;
  readonly jon: Somebody;
  readonly robot: Somebody;
  /** Where what is said below a message is talked about. */
  addressOf(ref: string): Address;
  /** A place that there is none of. */
  readonly nowhere: Address;
  /** Sends everything that was sent so far once more; resolves when all of it was answered, or will not be. */
  sendAgain(): Promise<void>;
  /** All that somebody can see, oldest first, what is in attached files too. */
  seenBy(who: Somebody): readonly string[];
  /** Whether a message with these words made somebody's phone ring. */
  rang(who: Somebody, words: string): boolean;
  /** Befalls the next post of the bot: it is done and nobody hears of it, or it is one too many for the next 30 seconds. */
  befall(what: "lost answer" | "too many"): void;
  close(): Promise<void>;
};

type Taken = Parameters<Desk["take"]>[0];

/** An adapter at work on its platform, with a desk in Postgres, in whose place of the house everything is written down. */
export type Bench = Platform & {
  readonly started: Adapter;
  /** What was kept, by its key, in order. */
  readonly kept: readonly string[];
  readonly taken: readonly Taken[];
  /** How often something was to be kept. */
  asked(): number;
  /** From now on what comes is not stored until what this returns is called. */
  hold(): () => void;
  /** From now on the store refuses. */
  refuse(): void;
  /** Shows something, and notes what its messages show. */
  show(shown: Pick<Shown, "key" | "address" | "content"> & Partial<Shown>): Promise<Delivered>;
};

export async function openBench(open: () => Promise<Platform>): Promise<Bench> {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const [platform, database, home] = await Promise.all([open(), server.database(), makeHome()]);
  const app = await openApp(setUp({ ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, ADJUTANT_LOG_LEVEL: "error" }, "warn"));
  const adapter = platform.adapter("good");
  const real = openDesk(app.engine, adapter, {
    settingOf: () => ({ space: null, source: null, workspace: null, autonomy: null }),
    namesOf: () => [],
    namedGroups: [],
  });
  const [kept, taken]: [string[], Taken[]] = [[], []];
  const showing = new Map<string, NonNullable<Awaited<ReturnType<Desk["shownBy"]>>>>();
  let gate: Promise<void> = Promise.resolve();
  let asked = 0;
  let working: Promise<unknown> = Promise.resolve();
  const work = (content: Json) => {
    working = working.then(() => adapter.work(content, Date.now())).catch(() => undefined);
  };
  const desk: Desk = {
    ...real,
    keep: async (news) => {
      asked += 1;
      await gate;
      const isNew = await real.keep(news);
      if (isNew) {
        kept.push(news.key);
        work(news.content);
      }
      return isNew;
    },
    take: async (inbound) => {
      taken.push(inbound);
      return { actor: "cnv_1", fresh: true };
    },
    shownBy: async (ref) => showing.get(ref) ?? null,
    shownUnder: async () => null,
    approvalOf: async () => planApproval,
    isAttended: async () => true,
    whenRead: async () => undefined,
  };
  await adapter.start(desk);
  onTestFinished(async () => {
    gate = Promise.resolve();
    await adapter.stop();
    await working;
    await app.close();
    await Promise.all([platform.close(), database.drop(), rm(home, { recursive: true, force: true })]);
  });
  return {
    ...platform,
    started: adapter,
    kept,
    taken,
    asked: () => asked,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    refuse: () => {
      gate = Promise.reject(new Error("the store does not answer"));
      gate.catch(() => undefined);
    },
    show: async (shown) => {
      const delivered = await adapter.show({
        task: null,
        about: null,
        audience: null,
        asked: [],
        refs: [],
        isDoubtful: false,
        earlier: null,
        ...shown,
      });
      if (delivered.kind !== "shown") return delivered;
      const approval = shown.key.startsWith("apr_") ? (`apr_${shown.key.slice(4)}` as const) : null;
      for (const ref of delivered.refs) showing.set(ref, { task: shown.task ?? null, approval, address: shown.address });
      return delivered;
    },
  };
}

/** What was taken of one kind. */
export function takenOf<Type extends Inbound["type"]>({ taken }: Pick<Bench, "taken">, type: Type) {
  return taken.filter((one): one is Extract<Taken, { type: Type }> => one.type === type);
}
