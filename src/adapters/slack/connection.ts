import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { HTTPReceiver, type HTTPReceiverOptions, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { Away } from "../answer.ts";
import { type Patience, patiently } from "../patience.ts";
import { clientOptions, isFinal, restAfter, silent } from "./web.ts";

/** What Slack sends, by one of its two ways. */
export type Connection = {
  /** Resolves once it is let in, or listens. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Where news goes: it is acknowledged when this resolves, and not at all when it rejects, so that Slack sends it again. */
export type Receive = (body: unknown) => Promise<void>;

/** Slack waits for three seconds; who stores for longer would be asked for the same again while he still does. */
const patienceMs = 2_500;
/** Between a lost connection and the next try, in milliseconds; the last one goes on (issue: reconnected in under a second). */
const pausesMs = [100, 500, 1_000, 5_000, 15_000] as const;
/** Slack greets within so many milliseconds, or the connection is none. */
const helloMs = 15_000;
/** Who leaves waits for the goodbye for so long. */
const goodbyeMs = 1_000;

/** What is told of a connection: `connected` after each one, because something may have been missed before it. */
export type Listener = {
  readonly receive: Receive;
  /** Nothing comes any more. */
  lost(): void;
  connected(): void;
  /** It could not be had again; it is tried on. */
  failed(error: unknown): void;
};

/**
 * Socket Mode, on one line after another. The library's own way to connect again waits for five seconds, and for Slack to close
 * the line that it said goodbye to (platforms.md: pitfalls), so it is done here: the next is dialled while the last one closes.
 */
export function openSocket(appToken: string, apiUrl: string | null, listener: Listener, patience: Patience): Connection {
  let [isStopping, failures] = [false, 0];
  let timer: NodeJS.Timeout | undefined;
  let line: Line | null = null;
  const dial = async (): Promise<void> => {
    const mine = openLine(appToken, apiUrl, listener.receive, () => void (mine === line && again()));
    line = mine;
    await mine.start();
    if (isStopping) return mine.end();
    failures = 0;
    listener.connected();
  };
  const again = (error?: unknown) => {
    if (isStopping || timer !== undefined) return;
    listener.lost();
    const pauseMs = Math.max(pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0, restAfter(error));
    failures += 1;
    timer = setTimeout(() => {
      timer = undefined;
      dial().catch((error: unknown) => {
        if (isStopping) return;
        listener.failed(error);
        again(error);
      });
    }, pauseMs);
  };
  const giveUp = (error: unknown): never => {
    clearTimeout(timer);
    timer = undefined;
    if (!isFinal(error, "apps.connections.open"))
      throw new Away(`Slack opens no connection: ${messageOf(error)}`, { afterMs: restAfter(error), cause: error });
    throw new Problem("channel", `Slack does not let us in by SLACK_APP_TOKEN: ${messageOf(error)}`, error);
  };
  const stop = async () => {
    isStopping = true;
    clearTimeout(timer);
    await line?.end();
  };
  return {
    start: () =>
      patiently(() => dial().catch(giveUp), patience).catch(async (error: unknown) => {
        await stop();
        throw error;
      }),
    stop,
  };
}

/** One connection of Socket Mode from its beginning to its end. */
type Line = { start(): Promise<void>; end(): Promise<void> };

/** `over` is called when it is lost, or Slack says goodbye on it. */
function openLine(appToken: string, apiUrl: string | null, receive: Receive, over: () => void): Line {
  const installerOptions = { clientOptions: clientOptions(apiUrl) };
  const receiver = new SocketModeReceiver({ appToken, logger: silent, autoReconnectEnabled: false, installerOptions });
  takeOver(receiver, receive);
  const { client } = receiver;
  let isEnded = false;
  client.on("ws_message", (text: unknown) => {
    if (isGoodbye(text)) over();
  });
  client.on("disconnected", over);
  // One that is greeted after it was given up would take news away from the others.
  client.on("connected", () => isEnded && void client.disconnect());
  const end = async () => {
    isEnded = true;
    await Promise.race([client.disconnect(), wait(goodbyeMs, undefined, { ref: false })]);
  };
  return {
    start: async () => {
      const greeting = receiver.start().then(
        () => true,
        (error: unknown) => Promise.reject(error ?? new Error("the connection was closed before it began")),
      );
      if (await Promise.race([greeting, wait(helloMs, false, { ref: false })])) return;
      greeting.catch(() => undefined);
      await end();
      throw new Error(`Slack did not greet us within ${helloMs / 1_000} seconds`);
    },
    end,
  };
}

const Goodbye = z.object({ type: z.literal("disconnect") });

function isGoodbye(text: unknown): boolean {
  try {
    return typeof text === "string" && Goodbye.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Signed requests at `/slack/events` of a port, with the pages of OAuth where there are any, and nothing else there. */
export function openWebhook(signingSecret: string, port: number, receive: Receive, pages: Partial<HTTPReceiverOptions> = {}): Connection {
  const receiver = new HTTPReceiver({ logger: silent, ...pages, signingSecret, port, endpoints: ["/slack/events"] });
  takeOver(receiver, receive);
  return listenAt(receiver, port);
}

/** The pages of OAuth alone, where news comes by a socket. Nothing that is posted there is read. */
export function openPages(port: number, pages: Partial<HTTPReceiverOptions>): Connection {
  return listenAt(new HTTPReceiver({ ...pages, signingSecret: randomBytes(32).toString("hex"), port, endpoints: [] }), port);
}

function listenAt(receiver: HTTPReceiver, port: number): Connection {
  return {
    start: async () => {
      await receiver.start(port).catch((error: unknown) => {
        throw new Problem("channel", `WEBHOOK_PORT ${port} cannot be listened on: ${messageOf(error)}`, error);
      });
    },
    stop: () => receiver.stop(),
  };
}

/** Takes the place of the library's own app, which acknowledges events before anybody has stored them. */
function takeOver(receiver: SocketModeReceiver | HTTPReceiver, receive: Receive): void {
  const app = {
    processEvent: async ({ body, ack }: ReceiverEvent) => {
      await within(patienceMs, receive(body));
      await ack();
    },
  };
  // All that a receiver asks of an app is to process an event.
  receiver.init(app as unknown as Parameters<typeof receiver.init>[0]);
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("it could not be stored in time")), ms);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
