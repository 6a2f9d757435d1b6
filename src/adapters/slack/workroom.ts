import type { Address } from "../../domain/conversation.ts";
import type { Desk } from "../adapter.ts";
import type { Attaching } from "../attaching.ts";
import type { LookingBack } from "../looking-back.ts";
import type { Forms } from "./forms.ts";
import type { HomeTab } from "./home-tab.ts";
import type { People } from "./people.ts";
import type { SlackFile, SlackNews } from "./reading/news.ts";
import type { Self } from "./self.ts";
import type { Sessions } from "./session.ts";
import type { Showing } from "./showing.ts";
import type { Thread } from "./thread.ts";
import type { Web } from "./web.ts";

/** What work on news needs of a workspace. */
export type Workroom = {
  readonly team: string;
  readonly me: Self;
  readonly web: Web;
  readonly sessions: Sessions;
  readonly looking: LookingBack;
  readonly desk: Desk;
  readonly people: People;
  readonly forms: Forms;
  readonly home: HomeTab;
  readonly thread: Thread;
  readonly attaching: Attaching<SlackFile>;
  readonly showing: Showing;
};

/** News that is kept until it was worked on. */
export type Kept = Exclude<SlackNews, { kind: "ignored" | "removed" }>;
export type NewsOf<Kind extends Kept["kind"]> = Extract<Kept, { kind: Kind }>;

export function addressOf({ team }: Pick<Workroom, "team">, room: string, thread: string): Address {
  return { channel: "slack", workspace: team, room, thread };
}
