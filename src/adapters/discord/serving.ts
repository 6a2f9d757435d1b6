import type { Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import { type LookingBack, openLookingBack } from "../looking-back.ts";
import { type Loss, openLoss, openWaiting } from "../outage.ts";
import { openAttaching } from "./attachments.ts";
import { catchUp } from "./backfill.ts";
import { type Gateway, type GatewayListener, openGateway } from "./gateway.ts";
import type { Look } from "./looking.ts";
import { openPeople } from "./people.ts";
import { openPlaces } from "./place.ts";
import { openPosting } from "./posting.ts";
import { catchUpReactions } from "./reactions.ts";
import { openReceiving, type Receiving } from "./receiving.ts";
import { openReplies } from "./replies.ts";
import { openSelf, type Self, whoAmI } from "./self.ts";
import { openServers } from "./servers.ts";
import { openShowing } from "./showing.ts";
import { openSight, type Sight } from "./sight.ts";
import { findThere } from "./there.ts";
import { openThreads } from "./threads.ts";
import type { Web } from "./web.ts";
import { openWhich } from "./which.ts";
import type { Workroom } from "./workroom.ts";

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

/** Discord while it is served: what there is to work with, and what runs beside. */
export type Serving = {
  readonly room: Workroom;
  readonly gateway: Gateway;
  readonly looking: LookingBack;
  readonly waiting: ReturnType<typeof openWaiting>;
  reread(ref: string): Promise<void>;
  stop(): Promise<void>;
};

/** Furnishes a room for work, and opens what hears and looks. */
export function serve(web: Web, options: DiscordOptions, begun: Self, desk: Desk): Serving {
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
    ...openEars(looking, loss, sight, desk),
  });
  const refreshing = [
    keepFresh(async () => people.refresh(await desk.voters("executing")), votersMs.running, desk),
    keepFresh(async () => people.refresh(await desk.voters()), votersMs.all, desk),
  ];
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

/** What a loss of the line, and its end, mean. */
function openEars(looking: LookingBack, loss: Loss, sight: Sight, { log }: Pick<Desk, "log">): Omit<GatewayListener, "receive"> {
  return {
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
      log.warn({}, unseen);
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
