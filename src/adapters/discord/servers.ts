import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

/** The servers we are in and the channels we see there, as the gateway tells of them. */
export type Servers = {
  /** What a dispatch says of them, noted. */
  note(t: string, d: unknown): void;
  list(): readonly string[];
  /** Where people can write: channels and threads. */
  channelsOf(server: string): readonly string[];
  /** Resolves once each server that a greeting named was told of, as far as that comes within some seconds. */
  whenTold(): Promise<void>;
};

const Channel = z.object({ id: z.string(), type: z.number(), guild_id: z.string().nullish() });
const Channels = z
  .array(z.unknown())
  .nullish()
  .transform((all) => (all ?? []).flatMap((one) => Channel.safeParse(one).data ?? []));
const Server = z.object({ id: z.string(), unavailable: z.boolean().nullish(), channels: Channels, threads: Channels });
const Ready = z.object({ guilds: z.array(Server) });

/** Servers are told of one after another, right after the greeting. One that is out of order may never be. */
const tellingMs = 10_000;

/** Kinds of channel with messages of their own: text, voice, news, stages, and threads; a forum's are its threads. */
const written: ReadonlySet<number> = new Set([0, 2, 5, 10, 11, 12, 13]);

/** Whether a channel of a server has messages of its own. */
export function isWritten({ type }: { readonly type: number }): boolean {
  return written.has(type);
}

export function openServers(): Servers {
  const known = new Map<string, Set<string>>();
  const { expect, whenTold } = openExpecting();
  const noteServer = ({ id, channels, threads, unavailable }: z.output<typeof Server>) => {
    const all = [...channels, ...threads].filter(isWritten);
    known.set(id, new Set([...(known.get(id) ?? []), ...all.map((one) => one.id)]));
    expect(id, unavailable === true);
  };
  const noteGone = ({ id, unavailable }: z.output<typeof Server>) => {
    if (unavailable !== true) known.delete(id);
    expect(id, false);
  };
  const noteChannel = (d: unknown, isThere: boolean) => {
    const { data } = Channel.safeParse(d);
    const channels = known.get(data?.guild_id ?? "");
    if (data === undefined || channels === undefined) return;
    if (isThere && isWritten(data)) channels.add(data.id);
    if (!isThere) channels.delete(data.id);
  };
  return {
    note: (t, d) => {
      const { data: server } = Server.safeParse(d);
      if (t === "READY") for (const one of Ready.safeParse(d).data?.guilds ?? []) noteServer(one);
      if (t === "GUILD_CREATE" && server) noteServer({ ...server, unavailable: false });
      if (t === "GUILD_DELETE" && server) noteGone(server);
      if (/^(CHANNEL|THREAD)_(CREATE|DELETE)$/.test(t)) noteChannel(d, t.endsWith("CREATE"));
    },
    list: () => [...known.keys()],
    channelsOf: (server) => [...(known.get(server) ?? [])],
    whenTold,
  };
}

/** What is to be told still. */
function openExpecting() {
  const expected = new Set<string>();
  let told = Promise.withResolvers<void>();
  return {
    expect: (id: string, isExpected: boolean) => {
      if (isExpected && expected.size === 0) told = Promise.withResolvers();
      if (isExpected) expected.add(id);
      else expected.delete(id);
      if (expected.size === 0) told.resolve();
    },
    whenTold: async () => {
      if (expected.size > 0) await Promise.race([told.promise, wait(tellingMs, undefined, { ref: false })]);
    },
  };
}
