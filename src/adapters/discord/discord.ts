import type { Adapter, Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import { type LookingBack, openLookingBack } from "../looking-back.ts";
import { openLoss, openWaiting } from "../outage.ts";
import { patiently } from "../patience.ts";
import { openAttaching } from "./attachments.ts";
import { catchUp } from "./backfill.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import type { Look } from "./looking.ts";
import { openPeople, type People } from "./people.ts";
import { openPlaces } from "./place.ts";
import { openPosting } from "./posting.ts";
import { catchUpReactions } from "./reactions.ts";
import { openReceiving, type Receiving } from "./receiving.ts";
import { openReplies } from "./replies.ts";
import { checkToken, openSelf, type Self, whoAmI } from "./self.ts";
import { openServers } from "./servers.ts";
import { openShowing } from "./showing.ts";
import { openSight, type Sight } from "./sight.ts";
import { findThere } from "./there.ts";
import { openThreads } from "./threads.ts";
import { openWeb, type Web } from "./web.ts";
import { openWhich } from "./which.ts";
import { workOn } from "./work.ts";
import type { Kept, Workroom } from "./workroom.ts";

/** What an operator set for Discord. */
export type DiscordOptions = {
  readonly token: string;
  /** Another endpoint with Discord's interface; null: Discord's own. */
  readonly apiUrl: string | null;
};

const unseen =
  "Discord does not show us what people write without naming us: in servers they have to mention the bot, or reply to it, each time. " +
  "Turn on the message content intent (Developer Portal, Bot, Privileged Gateway Intents); `adjutant doctor` shows whether it is";

/**
 * How often the roles of those whose votes count are looked at unasked, in milliseconds: where steps run, because the next may start on
 * them (product: 2.4), and in all open tasks.
 */
const votersMs = { running: 4_000, all: 30_000 } as const;

/** Discord, for one bot in all of its servers and direct messages. */
export function openDiscord({ token, apiUrl }: DiscordOptions): Adapter {
  const web = openWeb(token, apiUrl);
  let serving: Serving | null = null;
  let starting = new AbortController();
  const open = (): Serving => {
    if (serving === null) throw new Error("Discord is not connected yet");
    return serving;
  };
  return {
    channel: "discord",
    start: async (desk) => {
      checkToken(token);
      starting = new AbortController();
      const patience = { platform: "Discord", log: desk.log, signal: starting.signal };
      const me = await patiently(() => whoAmI(web, token), patience);
      const mine = serve(web, { token, apiUrl }, me, desk);
      serving = mine;
      mine.looking.lost();
      await patiently(mine.gateway.dial, patience).catch(async (error: unknown) => {
        await mine.stop();
        throw error;
      });
    },
    stop: async () => {
      starting.abort();
      await serving?.stop();
    },
    work: async (news, receivedAt) => {
      // What was kept is what `keep` made of it.
      const { waiting, room } = open();
      return waiting.work(() => workOn(news as unknown as Kept, receivedAt, room));
    },
    show: async (shown) => {
      const { waiting, room, reread } = open();
      return waiting.show(shown.key, async () => {
        const delivered = await room.showing.show(shown);
        // Somebody may have reacted to it before it was known to be there.
        if (shown.isDoubtful && delivered.kind === "shown") for (const ref of delivered.refs) await reread(ref);
        return delivered;
      });
    },
  };
}

type Serving = {
  readonly room: Workroom;
  readonly gateway: Gateway;
  readonly looking: LookingBack;
  readonly waiting: ReturnType<typeof openWaiting>;
  reread(ref: string): Promise<void>;
  stop(): Promise<void>;
};

function serve(web: Web, options: DiscordOptions, begun: Self, desk: Desk): Serving {
  const self = openSelf(begun);
  const { me } = self;
  const sight = openSight(begun.seesAll);
  const room = furnish(web, options, me, desk, sight);
  const { people, places, replies } = room;
  const receiving: Receiving = openReceiving({ me, desk, people, places, replies, sight });
  const servers = openServers();
  const look: Look = {
    web,
    // Our roles are told after the greeting.
    get me() {
      return { user: me.user, roles: people.ownRoles() };
    },
    desk,
    places,
    servers,
    receive: receiving.keep,
  };
  const looking = openLookingBack("Discord", desk, (heardAt, progress) => catchUp(look, heardAt, progress));
  const loss = openLoss("Discord", desk.log);
  const gateway = openGateway(options, askSight(web, options.token, begun, sight), {
    receive: (dispatch) => {
      self.note(dispatch.t, dispatch.d);
      servers.note(dispatch.t, dispatch.d);
      receiving.take(dispatch);
    },
    lost: () => {
      looking.lost();
      loss.lost();
    },
    connected: (how) => {
      loss.connected(how);
      looking.connected();
    },
    failed: loss.failed,
    unseen: () => {
      sight.note(false);
      desk.log.warn({}, unseen);
    },
  });
  const refreshing = keepAllFresh(people, desk);
  return {
    room,
    gateway,
    looking,
    waiting: openWaiting("Discord", desk.log),
    reread: (ref) => catchUpReactions(look, ref),
    stop: async () => {
      for (const timer of refreshing) clearInterval(timer);
      looking.stop();
      loss.stop();
      await gateway.stop();
      await receiving.stop();
      await room.replies.close();
    },
  };
}

/** Whether Discord shows us what names nobody of us. Whoever was just asked need not be asked again for the first line. */
function askSight(web: Web, token: string, begun: Self, sight: Sight): () => Promise<boolean | null> {
  let known: Self | null = begun;
  return async () => {
    const { seesAll } = known ?? (await whoAmI(web, token));
    known = null;
    sight.note(seesAll);
    return seesAll;
  };
}

/** Looks unasked at the roles of those whose votes count. */
function keepAllFresh(people: Pick<People, "refresh">, desk: Desk): readonly NodeJS.Timeout[] {
  return [
    keepFresh(async () => people.refresh(await desk.voters("executing")), votersMs.running, desk),
    keepFresh(async () => people.refresh(await desk.voters()), votersMs.all, desk),
  ];
}

function keepFresh(refresh: () => Promise<void>, everyMs: number, { log }: Pick<Desk, "log">): NodeJS.Timeout {
  let isBusy = false;
  const look = async () => {
    if (isBusy) return;
    isBusy = true;
    // An outage is told of by what waits for its end.
    await refresh().catch((error: unknown) => {
      if (!(error instanceof Away)) log.warn({ err: error }, "the roles of those who voted could not be looked at");
    });
    isBusy = false;
  };
  return setInterval(() => void look(), everyMs).unref();
}

function furnish(web: Web, { apiUrl }: DiscordOptions, me: Self, desk: Desk, sight: Sight): Workroom {
  const replies = openReplies(web, desk.log);
  const threads = openThreads(web, me);
  return {
    me,
    desk,
    people: openPeople(web, me, desk),
    places: openPlaces(web),
    threads,
    replies,
    which: openWhich(web, me),
    attaching: openAttaching(apiUrl, desk),
    showing: openShowing({ posting: openPosting(web), replies, threads, there: (channel) => findThere(web, channel, me), desk, sight }),
  };
}
