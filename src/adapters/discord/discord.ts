import type { Adapter, Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import { type LookingBack, openLookingBack } from "../looking-back.ts";
import { patiently } from "../patience.ts";
import { openAttaching } from "./attachments.ts";
import { catchUp } from "./backfill.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import type { Look } from "./looking.ts";
import { openPeople } from "./people.ts";
import { openPlaces } from "./place.ts";
import { openPosting } from "./posting.ts";
import { catchUpReactions } from "./reactions.ts";
import { openReceiving, type Receiving } from "./receiving.ts";
import { openReplies } from "./replies.ts";
import { checkToken, type Self, whoAmI } from "./self.ts";
import { openServers } from "./servers.ts";
import { openShowing } from "./showing.ts";
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

/** How often the roles of those whose votes count are looked at unasked, in milliseconds: a step may start on them. */
const votersMs = 30_000;

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
      const me = await patiently(() => whoAmI(web), patience);
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
    // What was kept is what `keep` made of it.
    work: async (news, receivedAt) => {
      try {
        await workOn(news as unknown as Kept, receivedAt, open().room);
        return { kind: "done" };
      } catch (error) {
        if (error instanceof Away) return { kind: "later", afterMs: error.afterMs, why: error.message };
        throw error;
      }
    },
    show: async (shown) => {
      const delivered = await open().room.showing.show(shown);
      // Somebody may have reacted to it before it was known to be there.
      if (shown.isDoubtful && delivered.kind === "shown") for (const ref of delivered.refs) await open().reread(ref);
      return delivered;
    },
  };
}

type Serving = {
  readonly room: Workroom;
  readonly gateway: Gateway;
  readonly looking: LookingBack;
  reread(ref: string): Promise<void>;
  stop(): Promise<void>;
};

function serve(web: Web, options: DiscordOptions, me: Self, desk: Desk): Serving {
  const room = furnish(web, options, me, desk);
  const { people, places, replies } = room;
  const receiving: Receiving = openReceiving({ me, desk, people, places, replies });
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
  let known: Self | null = me;
  const seesAll = async () => {
    // Whoever was just asked need not be asked again for the first line.
    const { seesAll } = known ?? (await whoAmI(web));
    known = null;
    return seesAll;
  };
  const gateway = openGateway(options, seesAll, {
    receive: (dispatch) => {
      servers.note(dispatch.t, dispatch.d);
      receiving.take(dispatch);
    },
    lost: looking.lost,
    connected: looking.connected,
    failed: (error) => desk.log.warn({ err: error }, "the connection to Discord is lost; it is tried again"),
  });
  const refresh = async () => people.refresh(await desk.voters());
  const refreshing = setInterval(() => {
    refresh().catch((error: unknown) => desk.log.warn({ err: error }, "the roles of those who voted could not be looked at"));
  }, votersMs).unref();
  return {
    room,
    gateway,
    looking,
    reread: (ref) => catchUpReactions(look, ref),
    stop: async () => {
      clearInterval(refreshing);
      looking.stop();
      await gateway.stop();
      await receiving.stop();
      await room.replies.close();
    },
  };
}

function furnish(web: Web, { apiUrl }: DiscordOptions, me: Self, desk: Desk): Workroom {
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
    showing: openShowing({ posting: openPosting(web), replies, threads, there: (channel) => findThere(web, channel, me), desk }),
  };
}
