import type { Adapter } from "../adapter.ts";
import { patiently } from "../patience.ts";
import { checkToken, whoAmI } from "./self.ts";
import { type DiscordOptions, type Serving, serve } from "./serving.ts";
import { openWeb } from "./web.ts";
import { workOn } from "./work.ts";
import type { Kept } from "./workroom.ts";

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
