import { onTestFinished } from "vitest";
import type { Desk, OpenPlaces } from "../../../src/adapters/adapter.ts";
import { openDiscord } from "../../../src/adapters/discord/discord.ts";
import { type Discord, type DiscordOptions, startDiscord } from "../../fixtures/discord/discord.ts";

/** A desk on which what comes is written down, and what is said to an operator. */
export function openDesk(heardAt: number | null = null, places: Partial<OpenPlaces> = {}) {
  const kept: string[] = [];
  const logged: string[] = [];
  const note = (detail: object, message: string) => {
    const why = "err" in detail && detail.err instanceof Error ? [detail.err.message] : "why" in detail ? [`${detail.why}`] : [];
    logged.push([message, ...why].join(": "));
  };
  const desk = {
    keep: async ({ key }) => void kept.push(key) === undefined,
    isKept: async (begin) => kept.some((key) => key.startsWith(begin)),
    keptKeys: async (begin) => kept.filter((key) => key.startsWith(begin)),
    heardAt: async () => heardAt,
    openPlaces: async () => ({ addresses: [], asked: [], rooms: [], ...places }),
    voters: async () => [],
    shownBy: async () => null,
    isAttended: async () => false,
    namedGroups: [],
    boundRooms: () => [],
    log: { debug: () => undefined, info: note, warn: note, error: note },
  } satisfies Partial<Desk>;
  // What the adapter does not use here is not there.
  return { kept, logged, desk: desk as unknown as Desk };
}

export async function open(options: DiscordOptions = {}) {
  const discord = await startDiscord({ answerWithinMs: 20_000, ...options });
  onTestFinished(discord.close);
  return discord;
}

/** The adapter, which is stopped in the end. */
export function adapterOf({ token, apiUrl }: Pick<Discord, "token" | "apiUrl">) {
  const adapter = openDiscord({ token, apiUrl });
  onTestFinished(adapter.stop);
  return adapter;
}
