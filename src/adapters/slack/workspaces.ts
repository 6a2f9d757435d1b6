import type { Whence } from "./reading/origin.ts";
import type { Self } from "./self.ts";
import type { Tokens } from "./tokens.ts";
import type { Workroom } from "./workroom.ts";

/** Who we are in a workspace, and where its token comes from. */
export type Access = {
  readonly me: Self;
  readonly tokens: Tokens;
  /** The token is good for several workspaces. */
  readonly isWide: boolean;
};

/** Where the workspaces come from that we work in: one is an operator's, many are by OAuth. */
export type Source = {
  /** Null: we are not in it. */
  find(whence: Whence): Promise<Access | null>;
  /** Every workspace we are in, by Slack's id. One that cannot be had now is missing. */
  list(): Promise<readonly string[]>;
  /** Slack says that the app was taken out, or its tokens back, at that moment (milliseconds; null: it does not say when). */
  remove(whence: Whence, at: number | null): Promise<void>;
};

/** The workspaces that are worked in, each with its own room: nothing that one of them says is known in another. */
export type Workspaces = {
  /** Null: we are not in it, or not any more. */
  of(whence: Whence): Promise<Workroom | null>;
  /** Those that are open now. */
  open(): readonly Workroom[];
};

export function openWorkspaces(source: Pick<Source, "find">, furnish: (access: Access) => Workroom): Workspaces {
  const rooms = new Map<string, Workroom>();
  const close = (team: string) => {
    rooms.get(team)?.looking.stop();
    rooms.delete(team);
  };
  return {
    of: async (whence) => {
      const access = await source.find(whence);
      if (access === null) {
        if (whence.team !== null) close(whence.team);
        return null;
      }
      const { team, user, app } = access.me;
      const known = rooms.get(team);
      if (known !== undefined && known.me.user === user && known.me.app === app) return known;
      close(team);
      const room = furnish(access);
      rooms.set(team, room);
      return room;
    },
    open: () => [...rooms.values()],
  };
}
