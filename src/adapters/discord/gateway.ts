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
  let [isStopping, failures, isRefused] = [false, 0, false];
  let timer: NodeJS.Timeout | undefined;
  let line: Line | null = null;
  const dial = async (): Promise<void> => {
    const content = isRefused ? false : ((await seesAll()) ?? true);
    const end: { closedBy: number | null; isIn: boolean } = { closedBy: null, isIn: false };
    const mine = openLine(token, apiUrl, content, {
      receive: listener.receive,
      interrupted: () => mine === line && listener.lost(),
      restored: () => mine === line && listener.connected(),
      over: (code) => {
        end.closedBy = code;
        if (mine === line && end.isIn) again(new Error(`Discord closed the connection: ${GatewayCloseCodes[code] ?? code}`));
      },
    });
    line = mine;
    const isLetIn = await mine.start().then(
      () => true,
      async (error: unknown) => {
        await mine.end();
        if (!content || end.closedBy !== GatewayCloseCodes.DisallowedIntents) throw problemOf(error, end.closedBy);
        isRefused = true;
        return false;
      },
    );
    if (!isLetIn) return dial();
    if (isStopping) return mine.end();
    [end.isIn, failures] = [true, 0];
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
  const watching = watch(() => line, again);
  const stop = async () => {
    isStopping = true;
    clearTimeout(timer);
    clearInterval(watching);
    await line?.end();
  };
  const start = () =>
    dial().catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  return { start, stop };
}

/** A line that is unwell for long is given up: the library tries on by itself, but not always for ever. */
function watch(lineNow: () => Line | null, giveUp: (why: Error) => void): NodeJS.Timeout {
  let [watched, unwellFor]: [Line | null, number] = [null, 0];
  return setInterval(() => {
    const line = lineNow();
    unwellFor = line === null || line !== watched || line.isWell() ? 0 : unwellFor + watchMs;
    watched = line;
    if (unwellFor >= unwellMs) giveUp(new Error("nothing was heard on the connection to Discord; another takes its place"));
  }, watchMs).unref();
}

function problemOf(error: unknown, closedBy: number | null): Problem {
  const why = error instanceof Error ? error.message : String(error);
  const isToken = closedBy === GatewayCloseCodes.AuthenticationFailed || (error instanceof Error && /invalid token/i.test(why));
  if (isToken) return notLetIn(why);
  if (closedBy === GatewayCloseCodes.DisallowedIntents)
    return new Problem("channel", "Discord refuses what the bot wants to hear: it may see messages and reactions of servers only", error);
  return new Problem("channel", `Discord's gateway does not let us in: ${why}`, error);
}
