import type { Address } from "../domain/conversation.ts";
import { show } from "./field.ts";
import type { FileIssue } from "./file.ts";
import type { SpaceConfig } from "./settings.ts";

/**
 * The space a room is bound to: by its workspace's and its own name, else by its own, else with all rooms of its workspace, else
 * with all of the channel; or null.
 */
export function spaceOfRoom(spaces: readonly SpaceConfig[], { channel, workspace, room }: Omit<Address, "thread">): SpaceConfig | null {
  const names = [`${channel}:${workspace}/${room}`, `${channel}:${room}`, `${channel}:${workspace}/*`, `${channel}:*`];
  const found = names.map((name) => spaces.find((space) => space.rooms.includes(name)));
  return found.find((space) => space !== undefined) ?? null;
}

/** A room is in one space only. */
export function roomIssues(spaces: readonly { readonly rooms?: readonly string[] | null | undefined }[]): readonly FileIssue[] {
  return spaces.flatMap(({ rooms }, index) =>
    (rooms ?? []).flatMap((room, place) =>
      spaces.slice(0, index).some((other) => other.rooms?.includes(room))
        ? [
            {
              path: ["spaces", index, "rooms", place],
              message: `expected a room that no other space has, got ${show(room)} again. Take it out of one.`,
            },
          ]
        : [],
    ),
  );
}
