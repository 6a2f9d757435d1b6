import { expect, test } from "vitest";
import { writtenSince } from "../../../src/adapters/discord/history.ts";
import type { Look } from "../../../src/adapters/discord/looking.ts";

/** A channel of an endpoint that gives what was asked for, but sorted its own way. */
function channelOf(ids: readonly string[], sort: (page: readonly string[]) => readonly string[]) {
  const warned: string[] = [];
  const call = async (_: string, __: string, { query }: { readonly query?: URLSearchParams }) => {
    const before = query?.get("before");
    const older = before ? ids.filter((id) => Number(id) < Number(before)) : ids;
    return { kind: "ok", value: sort(older.slice(-Number(query?.get("limit")))).map((id) => ({ id, timestamp: null })) };
  };
  const desk = { log: { warn: (_: object, message: string) => void warned.push(message) } };
  // Nothing else of it is used to read one channel.
  const look = { web: { call }, desk } as unknown as Look;
  return { warned, read: async () => (await writtenSince(look, "1", 0)).map(({ id }) => id) };
}

const ids = Array.from({ length: 250 }, (_, n) => `${900 + n}`);

test.each([
  ["newest first", (page: readonly string[]) => page.toReversed()],
  ["oldest first", (page: readonly string[]) => page],
  ["anyhow", (page: readonly string[]) => page.toSorted((one, other) => (Number(one) % 7) - (Number(other) % 7))],
] as const)("messages listed %s come in the order of their ids, all of them", async (_, sort) => {
  const { read, warned } = channelOf(ids, sort);
  expect(await read()).toEqual(ids);
  expect(warned).toEqual([]);
});

test("an endpoint that gives the same page for ever is asked no more than twice", async () => {
  const asked: string[] = [];
  const page = ids.slice(0, 100).map((id) => ({ id, timestamp: null }));
  const call = async (_: string, route: string) => {
    asked.push(route);
    return { kind: "ok", value: page };
  };
  // Nothing else of it is used to read one channel.
  expect(await writtenSince({ web: { call } } as unknown as Look, "1", 0)).toHaveLength(100);
  expect(asked).toHaveLength(2);
});
