import { GatewayCloseCodes } from "discord.js";
import { Problem } from "../../domain/problem.ts";
import { type Dispatch, type Line, openLine } from "./line.ts";
import { notLetIn } from "./self.ts";

/** Hears what happens on Discord, on one line after another. */
export type Gateway = { start(): Promise<void>; stop(): Promise<void> };

export type GatewayListener = {
  receive(dispatch: Dispatch): void;
  /** Nothing is heard any more. */
  lost(): void;
  /** Something is heard again: what was said meanwhile may have been missed. */
  connected(): void;
  /** It could not be had again; it is tried on. */
  failed(error: unknown): void;
};

type GatewayOptions = { readonly token: string; readonly apiUrl: string | null };

/** Between a line that is over and the next, in milliseconds; the last one goes on: a thousand logins a day are all there are. */
const pausesMs = [500, 2_000, 10_000, 60_000, 120_000] as const;
/** How often it is looked whether a line is well, and how long one may be unwell before another takes its place. */
const [watchMs, unwellMs] = [5_000, 75_000];

/** `seesAll`: asked before each line whether Discord shows us what names nobody of us; null where that is not known: it is tried. */
export function openGateway({ token, apiUrl }: GatewayOptions, seesAll: () => Promise<boolean | null>, listener: GatewayListener): Gateway {
  let [isStopping, failures, unwellFor, isRefused] = [false, 0, 0, false];
  let timer: NodeJS.Timeout | undefined;
  let line: Line | null = null;
  const dial = async (): Promise<void> => {
    const content = isRefused ? false : ((await seesAll()) ?? true);
    let [closedBy, isIn]: [number | null, boolean] = [null, false];
    const mine = openLine(token, apiUrl, content, {
      receive: listener.receive,
      interrupted: () => mine === line && listener.lost(),
      restored: () => mine === line && listener.connected(),
      over: (code) => {
        closedBy = code;
        if (mine === line && isIn) again(new Error(`Discord closed the connection: ${GatewayCloseCodes[code] ?? code}`));
      },
    });
    try {
      line = mine;
      await mine.start();
    } catch (error) {
      await mine.end();
      if (closedBy === GatewayCloseCodes.DisallowedIntents && content) {
        isRefused = true;
        return dial();
      }
      throw problemOf(error, closedBy);
    }
    if (isStopping) return mine.end();
    [isIn, failures, unwellFor] = [true, 0, 0];
    listener.connected();
  };
  const again = (error: unknown) => {
    if (isStopping || timer !== undefined) return;
    listener.lost();
    listener.failed(error);
    const over = line;
    line = null;
    const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)];
    failures += 1;
    timer = setTimeout(async () => {
      await over?.end();
      timer = undefined;
      await dial().catch(again);
    }, pauseMs);
  };
  const watching = setInterval(() => {
    unwellFor = line === null || line.isWell() ? 0 : unwellFor + watchMs;
    if (unwellFor < unwellMs) return;
    unwellFor = 0;
    again(new Error("nothing was heard on the connection to Discord; another takes its place"));
  }, watchMs).unref();
  const stop = async () => {
    isStopping = true;
    clearTimeout(timer);
    clearInterval(watching);
    await line?.end();
  };
  return {
    start: () =>
      dial().catch(async (error: unknown) => {
        await stop();
        throw error;
      }),
    stop,
  };
}

function problemOf(error: unknown, closedBy: number | null): Problem {
  const why = error instanceof Error ? error.message : String(error);
  const isToken = closedBy === GatewayCloseCodes.AuthenticationFailed || (error instanceof Error && /invalid token/i.test(why));
  if (isToken) return notLetIn(why);
  if (closedBy === GatewayCloseCodes.DisallowedIntents)
    return new Problem("channel", "Discord refuses what the bot wants to hear: it may see messages and reactions of servers only", error);
  return new Problem("channel", `Discord's gateway does not let us in: ${why}`, error);
}
