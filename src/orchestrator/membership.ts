import type { Desk, Room, Voter } from "../adapters/adapter.ts";
import type { Address, Setting } from "../domain/conversation.ts";
import { type ApprovalId, isApprovalId, type TaskId } from "../domain/id.ts";
import type { Channel } from "../domain/principal.ts";
import { listVoters, taskOfApproval } from "../store/asks.ts";
import { findConversation } from "../store/conversations.ts";
import { noteGroups, noteGroupsOf } from "../store/people.ts";
import { transact } from "../store/transaction.ts";
import type { Engine } from "./engine.ts";

/** What an operator set for the rooms of chats. */
export type Rooms = {
  /** What tasks asked for at an address start from. */
  settingOf(address: Address): Setting;
  /** How the rooms of a space are named (`slack:T1/*`); of all spaces: null. */
  namesOf(space: string | null): readonly string[];
  /** The groups that any policy names, as the platforms do. */
  readonly namedGroups: readonly string[];
};

type Membership = Pick<Desk, "noteGroups" | "noteGroupsOf" | "namedGroups" | "voters" | "boundRooms">;

/** What an adapter has to know to say who somebody is: whose rights count now, which groups give any, and where members are members. */
export function openMembership({ db }: Pick<Engine, "db">, channel: Channel, rooms: Rooms): Membership {
  return {
    noteGroups: (groups, within) => transact(db, (tx) => noteGroups(tx, channel, groups, within)),
    noteGroupsOf: (groups) => transact(db, (tx) => noteGroupsOf(tx, channel, groups)),
    namedGroups: rooms.namedGroups,
    voters: (about) => votersOf(db, channel, about ?? null),
    boundRooms: (at) => boundRooms(rooms, channel, at),
  };
}

async function votersOf(
  db: Engine["db"],
  channel: Channel,
  about: Address | TaskId | ApprovalId | "executing" | null,
): Promise<readonly Voter[]> {
  if (about === null) return listVoters(db, channel);
  if (about === "executing") return listVoters(db, channel, { stage: "executing" });
  if (typeof about === "object") {
    const conversation = await findConversation(db, about);
    return conversation === null ? [] : listVoters(db, channel, { conversation });
  }
  const task = isApprovalId(about) ? await taskOfApproval(db, about) : about;
  return task === null ? [] : listVoters(db, channel, { task });
}

function boundRooms({ settingOf, namesOf }: Rooms, channel: Channel, at: Room | null): readonly string[] {
  const space = at === null ? null : settingOf({ channel, ...at, thread: "" }).space;
  const names = at !== null && space === null ? [] : namesOf(space);
  return names.flatMap((name) => (name.startsWith(`${channel}:`) ? name.slice(channel.length + 1) : []));
}
