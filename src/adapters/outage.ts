import { Problem } from "../domain/problem.ts";
import type { Adapter, Desk } from "./adapter.ts";
import { Away } from "./answer.ts";

type Log = Desk["log"];

/** An outage that goes on is told again after so many milliseconds, and not sooner. */
const sayMs = 60_000;
/** One of a connection, which mends itself as a rule, is worth a warning after so many milliseconds. */
const patienceMs = 10_000;

/** What an operator reads of the connection to a platform: that it is lost, and there again; in between only where it lasts. */
export type Loss = {
  /** Nothing is heard. Called as often as it is tried. */
  lost(): void;
  /** Why it could not be had again. */
  failed(error: unknown): void;
  connected(how?: string): void;
  stop(): void;
};

export function openLoss(platform: string, log: Log): Loss {
  let since: number | null = null;
  let why: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const sayAfter = (ms: number) => {
    timer = setTimeout(() => {
      log.warn({ ...aboutOf(since), why }, `the connection to ${platform} is still lost; it is tried again`);
      sayAfter(sayMs);
    }, ms).unref();
  };
  return {
    lost: () => {
      if (since !== null) return;
      since = Date.now();
      log.info({}, `the connection to ${platform} is lost`);
      sayAfter(patienceMs);
    },
    failed: (error) => {
      const said = messageOf(error);
      // Nothing mends this but a person: they need not wait to read of it, nor to read it twice.
      if (error instanceof Problem && said !== why) log.error({}, said);
      why = said;
    },
    connected: (how) => {
      if (since === null) return;
      clearTimeout(timer);
      const words = how === undefined ? "" : ` (${how})`;
      log.info(aboutOf(since), `the connection to ${platform} is there again${words}; what was missed is read`);
      [since, why] = [null, null];
    },
    stop: () => clearTimeout(timer),
  };
}

/** Before something is shown again that could not be, in milliseconds; the last one goes on for as long as it takes. */
const pausesMs = [1_000, 2_000, 5_000, 15_000, 60_000] as const;

/** Lets what is to be done on a platform wait while that is away. An operator reads of it in one line, once a minute. */
export function openWaiting(platform: string, log: Log) {
  const outage = openOutage(platform, log);
  const failures = new Map<string, number>();
  const work = async (act: () => Promise<void>): ReturnType<Adapter["work"]> => {
    try {
      await act();
      outage.over();
      return { kind: "done" };
    } catch (error) {
      const { afterMs, message } = outage.noteOrThrow(error);
      return { kind: "later", afterMs, why: message };
    }
  };
  const show = async (key: string, act: () => ReturnType<Adapter["show"]>): ReturnType<Adapter["show"]> => {
    try {
      const delivered = await act();
      failures.delete(key);
      outage.over();
      return delivered;
    } catch (error) {
      outage.noteOrThrow(error);
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      return { kind: "later", afterMs: pausesMs[Math.min(count, pausesMs.length - 1)] ?? 0 };
    }
  };
  return { work, show };
}

function openOutage(platform: string, log: Log) {
  let [since, saidAt, isTold]: [number | null, number, boolean] = [null, 0, false];
  const noteOrThrow = (error: unknown): Away => {
    if (!(error instanceof Away)) throw error;
    // One that comes and goes is told no more often than one that stays.
    if (Date.now() - saidAt >= sayMs) {
      log.warn({ ...aboutOf(since), why: error.message }, `${platform} cannot be had now; what waits for it is tried again`);
      [saidAt, isTold] = [Date.now(), true];
    }
    since ??= Date.now();
    return error;
  };
  const over = () => {
    if (isTold) log.info(aboutOf(since), `${platform} is there again; what waited for it is done`);
    [since, isTold] = [null, false];
  };
  return { noteOrThrow, over };
}

function aboutOf(since: number | null) {
  return since === null ? {} : { seconds: Math.round((Date.now() - since) / 1_000) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
