import { HTTPReceiver, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { Problem } from "../../domain/problem.ts";
import { silent } from "./web.ts";

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

/**
 * Socket Mode. `connected` is called after every connection: something may have been missed before it. The library's own way to
 * connect again waits for five seconds (platforms.md: pitfalls), so it is done here.
 */
export function openSocket(appToken: string, apiUrl: string | null, receive: Receive, connected: () => void): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: silent,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(apiUrl) },
  });
  takeOver(receiver, receive);
  const { client } = receiver;
  let [isStopping, failures] = [false, 0];
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    if (isStopping || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        receiver.start().catch(again);
      },
      pausesMs[Math.min(failures, pausesMs.length - 1)],
    );
    failures += 1;
  };
  client.on("connected", () => {
    failures = 0;
    connected();
  });
  client.on("disconnected", again);
  return {
    start: async () => {
      await receiver.start().catch((error: unknown) => {
        throw new Problem("channel", `Slack does not let us in by SLACK_APP_TOKEN: ${messageOf(error)}`, error);
      });
    },
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await receiver.stop();
    },
  };
}

/** Signed requests at `/slack/events` of a port, and nothing else there. */
export function openWebhook(signingSecret: string, port: number, receive: Receive): Connection {
  const receiver = new HTTPReceiver({ signingSecret, port, endpoints: ["/slack/events"], logger: silent });
  takeOver(receiver, receive);
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

function clientOptions(apiUrl: string | null) {
  const retryConfig = { retries: 0 };
  return { retryConfig, timeout: 10_000, ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/` }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
