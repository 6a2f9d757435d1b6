import { z } from "zod";
import { compareIds } from "./history.ts";
import { ask, type Look } from "./looking.ts";
import { isWritten, type Servers } from "./servers.ts";

/** So many servers are listed at a time. */
const perPage = 200;

const Guilds = z.array(z.object({ id: z.string() }));
const Channels = z.array(z.object({ id: z.string(), type: z.number(), last_message_id: z.string().nullish() }));
const Active = z.object({ threads: Channels });

/** The servers we are in; where an endpoint has no list of them, those that its gateway told of. */
export async function serversOf({
  web,
  servers,
}: Pick<Look, "web"> & { readonly servers: Pick<Servers, "list"> }): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let after: string | undefined; ; ) {
    const query = new URLSearchParams({ limit: `${perPage}`, ...(after === undefined ? {} : { after }) });
    const guilds: z.output<typeof Guilds> | null = await ask(web, "/users/@me/guilds", Guilds, query);
    if (guilds === null) return [...new Set([...found, ...servers.list()])];
    const fresh = guilds.map(({ id }) => id).filter((id) => !found.has(id));
    for (const id of fresh) found.add(id);
    after = fresh.toSorted(compareIds).at(-1);
    if (guilds.length < perPage || after === undefined) return [...found];
  }
}

/** Channels and threads of a server in which something was written since a time; all of them, where it cannot be told. */
export async function channelsWithNews({ web, servers }: Look, server: string, since: number): Promise<readonly string[]> {
  const channels = await ask(web, `/guilds/${server}/channels`, Channels);
  const active = await ask(web, `/guilds/${server}/threads/active`, Active);
  const listed = [...(channels ?? []), ...(active?.threads ?? [])].filter(isWritten);
  const found = listed.filter(({ last_message_id }) => isSince(last_message_id, since)).map(({ id }) => id);
  return channels === null || active === null ? [...found, ...servers.channelsOf(server)] : found;
}

/** The first millisecond of Discord's ids; an id that is no time of the last years says nothing. */
const [epoch, firstYear] = [1_420_070_400_000, 31_536_000_000];

function isSince(id: string | null | undefined, since: number): boolean {
  if (id == null) return false;
  if (!/^\d+$/.test(id)) return true;
  const at = Number(BigInt(id) >> 22n);
  return at < firstYear || at + epoch >= since;
}
