import type { Address } from "../../domain/conversation.ts";
import { readSpoken } from "../../domain/grammar.ts";
import type { ApprovalId, TaskId } from "../../domain/id.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Room } from "../adapter.ts";
import type { Servers, Where } from "./people.ts";
import { direct, elsewhere, type Places } from "./place.ts";
import type { Kept, Workroom } from "./workroom.ts";

type Acted = Exclude<Kept, { readonly kind: "deleted" }>;

/** Who did it, as what they are there; null: a bot, and what bots do means nothing. */
export async function whoDid(news: Acted, room: Workroom): Promise<Principal | null> {
  const person = await room.people.find(news.by.id, await whereOf(news, room), isDeciding(news), news.by);
  if (person.kind === "person") return person.who;
  room.desk.log.debug({ bot: news.by.id }, "what a bot does is no news");
  return null;
}

/** What may be a decision is judged by the roles of this moment. A message that is made a task is never one. */
function isDeciding(news: Acted): boolean {
  if (news.kind === "message" || news.kind === "command") return readSpoken(news.text) !== null;
  return news.kind !== "shortcut";
}

/** Whose votes count in what somebody decides is judged by their roles as they are now, not as they were when they voted. */
export async function weigh(about: Address | TaskId | ApprovalId, { people, desk }: Pick<Workroom, "people" | "desk">): Promise<void> {
  await people.refresh(await desk.voters(about));
}

/** Where somebody acts, as far as it says who is a member there. */
export async function whereOf(news: Pick<Acted, "from"> & { readonly isAtHome?: boolean }, room: Workroom): Promise<Where> {
  const { guild, channel } = news.from;
  // Where we are no member they are what they are in servers of ours.
  const isAway = news.isAtHome === false;
  if (guild !== null && !isAway) return { guild };
  return { membersOf: await serversFor({ workspace: isAway ? elsewhere : direct, room: channel }, room) };
}

/**
 * Whose members may be members where no server is: the servers in which the space has rooms beside it; where it has none there, those
 * of all spaces. Anybody can begin a server and ask us in, so that being in one of ours says nothing by itself (product: 2.1). Only where
 * no room is bound to anything all count.
 */
async function serversFor(at: Room, { desk, places }: Pick<Workroom, "desk" | "places">): Promise<Servers> {
  const own = desk.boundRooms(at).filter(isInServer);
  const all = own.length > 0 ? own : desk.boundRooms(null);
  return all.length === 0 ? "all" : serversOf(all.filter(isInServer), places);
}

function isInServer(name: string): boolean {
  return !name.startsWith(`${direct}/`) && !name.startsWith(`${elsewhere}/`);
}

/** The servers that names of rooms are of: `server/*`, `server/channel`, `channel` or `*`. */
async function serversOf(names: readonly string[], places: Pick<Places, "find">): Promise<Servers> {
  if (names.includes("*")) return "all";
  const found = await Promise.all(
    names.map(async (name) => {
      const [server, room] = name.split("/");
      if (room !== undefined || !/^\d+$/.test(name)) return server ?? null;
      const place = await places.find(name);
      return place === null || place.kind === "direct" ? null : place.guild;
    }),
  );
  return [...new Set(found.flatMap((one) => one ?? []))];
}
