import { GatewayCloseCodes } from "discord.js";
import { Away } from "../answer.ts";
import { faultOf } from "./closing.ts";
import { type Dispatch, type Line, openLine, type Session } from "./line.ts";

/** Hears what happens on Discord, on one line after another. */
export type Gateway = {
  /** The first line. Rejects with `Away` where there is none now, and with a `Problem` where there never will be one. */
  dial(): Promise<void>;
  stop(): Promise<void>;
};

export type GatewayListener = {
  receive(dispatch: Dispatch): void;
  /** Nothing is heard any more. */
  lost(): void;
  /** Something is heard again, after a resume or with a new session: what was said meanwhile may have been missed. */
  connected(how: Session): void;
  /** Why nothing is heard; it is tried on. A `Problem` where it never will be as we are. */
  failed(error: unknown): void;
  /** From now on Discord does not show us what names nobody of us, though we asked for it. */
  unseen(): void;
};

type GatewayOptions = { readonly token: string; readonly apiUrl: string | null };

/** Between a line that is over and the next, in milliseconds; the last one goes on: a thousand logins a day are all there are. */
const pausesMs = [500, 2_000, 10_000, 60_000, 120_000] as const;
/** How often it is looked whether a line is well, and how long one may be unwell before another takes its place. */
const usual = { watchMs: 5_000, unwellMs: 75_000 };

/** `seesAll`: asked before each line whether Discord shows us what names nobody of us; null where that is not known: it is tried. */
export function openGateway(
  { token, apiUrl }: GatewayOptions,
  seesAll: () => Promise<boolean | null>,
  listener: GatewayListener,
  times = usual,
): Gateway {
  let [isStopping, failures, isRefused, saw] = [false, 0, false, false];
  let timer: NodeJS.Timeout | undefined;
  let line: Line | null = null;
  /** The line, once it was let in: until then it minds itself how long it takes. */
  let heard: Line | null = null;
  const dial = async (): Promise<void> => {
    const content = isRefused ? false : ((await seesAll()) ?? true);
    if (isStopping) return;
    if (saw && !content) listener.unseen();
    saw = content;
    let closedBy: number | null = null;
    const mine = openLine(token, apiUrl, content, {
      receive: listener.receive,
      interrupted: () => mine === heard && listener.lost(),
      restored: (how) => mine === heard && listener.connected(how),
      over: (code) => {
        closedBy = code;
        isRefused ||= content && code === GatewayCloseCodes.DisallowedIntents;
        if (mine === heard) again(faultOf(new Error(`Discord closed the connection: ${GatewayCloseCodes[code] ?? code}`), code, content));
      },
    });
    line = mine;
    const error = await beginLine(mine);
    if (isStopping) return mine.end();
    if (error === null) {
      [heard, failures] = [mine, 0];
      return listener.connected("new session");
    }
    if (content && isRefused) return dial();
    throw faultOf(error.why, closedBy, content);
  };
  const again = (error: unknown) => {
    if (isStopping || timer !== undefined) return;
    listener.lost();
    listener.failed(error);
    const over = line;
    [line, heard] = [null, null];
    const pauseMs = pauseAfter(error, failures);
    failures += 1;
    timer = setTimeout(async () => {
      await over?.end();
      timer = undefined;
      await dial().catch(again);
    }, pauseMs);
  };
  const watching = watch(() => heard, again, times);
  const stop = async () => {
    isStopping = true;
    clearTimeout(timer);
    clearInterval(watching);
    await line?.end();
  };
  return { dial, stop };
}

/** At least as long as Discord wants to be left alone. */
function pauseAfter(error: unknown, failures: number): number {
  const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0;
  return Math.max(pauseMs, error instanceof Away ? error.afterMs : 0);
}

/** Why a line is not let in, and is ended; null: it is. */
async function beginLine(line: Line): Promise<{ readonly why: unknown } | null> {
  try {
    await line.start();
    return null;
  } catch (why) {
    await line.end();
    return { why };
  }
}

/** A line that is unwell for long is given up: the library tries on by itself, but not always for ever. */
function watch(lineNow: () => Line | null, giveUp: (why: Error) => void, { watchMs, unwellMs }: typeof usual): NodeJS.Timeout {
  let [watched, unwellFor]: [Line | null, number] = [null, 0];
  return setInterval(() => {
    const line = lineNow();
    unwellFor = line === null || line !== watched || line.isWell() ? 0 : unwellFor + watchMs;
    watched = line;
    if (unwellFor >= unwellMs) giveUp(new Error("nothing was heard on the connection to Discord; another takes its place"));
  }, watchMs).unref();
}
