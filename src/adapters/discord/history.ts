import { z } from "zod";
import { ask, type Look } from "./looking.ts";

/** So many messages of a channel, as many at a time as Discord gives. */
const [mostPages, perPage] = [50, 100];

const Written = z.array(z.looseObject({ id: z.string(), timestamp: z.string().nullish() }));
type Written = z.output<typeof Written>;

/** What was written in a channel since a time, oldest first, however it is listed. */
export async function writtenSince({ web, desk }: Look, channel: string, since: number): Promise<Written> {
  const found = new Map<string, Written[number]>();
  const oldestFirst = () => [...found.values()].toSorted((one, other) => compareIds(one.id, other.id));
  let before: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({ limit: `${perPage}`, ...(before === undefined ? {} : { before }) });
    const written: Written = (await ask(web, `/channels/${channel}/messages`, Written, query)) ?? [];
    const fresh = written.filter(({ id, timestamp }) => !found.has(id) && (timestamp == null || Date.parse(timestamp) >= since));
    for (const message of fresh) found.set(message.id, message);
    before = written.map(({ id }) => id).toSorted(compareIds)[0];
    if (written.length < perPage || fresh.length < written.length) return oldestFirst();
  }
  desk.log.warn({ channel, read: found.size }, "more was said meanwhile in a channel than is read: what is oldest is left out");
  return oldestFirst();
}

/** Ids are numbers of any length, which grow. */
export function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : Number(one > other));
}
