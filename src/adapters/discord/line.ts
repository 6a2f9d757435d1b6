import { setTimeout as wait } from "node:timers/promises";
import { Client, Events, GatewayIntentBits, Options, Status } from "discord.js";
import { z } from "zod";
import { restOptions } from "./requests.ts";
import { paced, seal } from "./shards.ts";

/** What the gateway tells, as it came; `at` tells it from every other, and is the same when it is told again after a resume. */
export type Dispatch = { readonly t: string; readonly d: unknown; readonly at: string };

/** How the last shard that was missing came to hear again: with what it missed, or without. */
export type Session = "resumed" | "new session";

/** One client of the gateway from its beginning to its end, with all of its shards. */
export type Line = {
  /** Resolves once every shard is let in; rejects where one is not. */
  start(): Promise<void>;
  /** Whether every shard hears. */
  isWell(): boolean;
  end(): Promise<void>;
};

/** What is told of a line, until it is ended. */
export type LineListener = {
  receive(dispatch: Dispatch): void;
  /** A shard hears nothing for the moment; the library connects again. */
  interrupted(): void;
  /** Every shard hears again. */
  restored(how: Session): void;
  /** The library has given up, by this close code. */
  over(code: number): void;
};

/** Without these we hear nothing; with `content` also what names nobody of us. */
const intents =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.DirectMessages |
  GatewayIntentBits.GuildMessageReactions |
  GatewayIntentBits.DirectMessageReactions;

/** All shards of a small bot are let in within this time; each of a large one takes as long again as Discord makes it wait. */
const loginMs = 30_000;
const [shardMs, lookMs] = [7_000, 1_000];
/** Who leaves waits for the goodbye for so long. */
const goodbyeMs = 1_000;
/** Discord asks for a heartbeat every 41 seconds; the library notices itself when two are not answered. */
const silenceMs = 150_000;

const Packet = z.object({ op: z.number().optional(), t: z.string(), s: z.number().nullish(), d: z.unknown() });
const Ready = z.object({ session_id: z.string() });

/**
 * discord.js on one connection per shard. Dispatches are taken as they came: its own picture of Discord drops what it does not know
 * (reactions in direct messages after a restart; platforms.md: pitfalls), and is not used.
 */
export function openLine(token: string, apiUrl: string | null, seesAll: boolean, listener: LineListener): Line {
  const client = new Client({
    intents: intents | (seesAll ? GatewayIntentBits.MessageContent : 0),
    // As many as Discord recommends; the library's own choice is one.
    shards: "auto",
    rest: restOptions(apiUrl),
    ws: { buildStrategy: paced },
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits({ MessageManager: 0, ReactionManager: 0, PresenceManager: 0 }),
  });
  // What its picture cannot hold would end the process: the library throws where nobody catches.
  Object.defineProperty(client.ws, "handlePacket", { value: () => true });
  let isEnded = false;
  const sessions = new Map<number, string>();
  const heardAt = new Map<number, number>();
  const ending = Promise.withResolvers<void>();
  const end = async () => {
    if (isEnded) return ending.promise;
    isEnded = true;
    const cut = seal(client);
    await Promise.race([client.destroy().catch(() => undefined), wait(goodbyeMs, undefined, { ref: false })]);
    cut();
    ending.resolve();
  };
  const isWell = () => areWell(client, heardAt);
  client.on(Events.Raw, (packet: unknown, shard: number) => {
    // What comes after it was given up is news of the next one.
    if (isEnded) return;
    const { data } = Packet.safeParse(packet);
    if (data === undefined) return;
    heardAt.set(shard, Date.now());
    const ready = data.t === "READY" ? Ready.safeParse(data.d).data : undefined;
    if (ready) sessions.set(shard, ready.session_id);
    listener.receive({ t: data.t, d: data.d, at: `${sessions.get(shard) ?? ""}.${data.s ?? 0}` });
    // The library notes it right after it told.
    if (data.t !== "READY" && data.t !== "RESUMED") return;
    const how = data.t === "READY" ? "new session" : "resumed";
    setImmediate(() => !isEnded && isWell() && listener.restored(how));
  });
  client.on(Events.ShardReconnecting, () => !isEnded && listener.interrupted());
  client.on(Events.ShardDisconnect, ({ code }) => !isEnded && listener.over(code));
  // Every loss is told of by the others.
  client.on(Events.ShardError, () => undefined).on(Events.Error, () => undefined);
  return {
    start: async () => {
      const letIn = client.login(token).then(() => true);
      letIn.catch(() => undefined);
      const isOver = ending.promise.then(() => true);
      // How many shards there are is known once Discord was asked.
      const patienceMs = () => loginMs + shardMs * Math.max(0, client.ws.shards.size - 1);
      for (let waitedMs = 0; !isEnded && waitedMs < patienceMs(); waitedMs += lookMs)
        if ((await Promise.race([letIn, isOver, wait(lookMs, false, { ref: false })])) && !isEnded) return;
      if (isEnded) throw new Error("the line was ended before it was let in");
      await end();
      throw new Error(`the gateway did not let us in within ${patienceMs() / 1_000} seconds`);
    },
    isWell,
    end,
  };
}

/** Whether every shard is let in, and is heard. */
function areWell(client: Client, heardAt: ReadonlyMap<number, number>): boolean {
  const well = client.ws.shards.filter(({ id, status, lastPingTimestamp }) => {
    const isHeard = Date.now() - Math.max(heardAt.get(id) ?? 0, lastPingTimestamp) < silenceMs;
    return isHeard && (status === Status.Ready || status === Status.WaitingForGuilds || status === Status.Nearly);
  });
  return well.size > 0 && well.size === client.ws.shards.size;
}
