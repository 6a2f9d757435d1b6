import { expect, test } from "vitest";
import { Away } from "../../../src/adapters/answer.ts";
import { inOrder, keepNews } from "../../../src/adapters/discord/keeping.ts";
import type { NewsOf } from "../../../src/adapters/discord/workroom.ts";

const press = (by: string, message: string): NewsOf<"pressed"> => ({
  kind: "pressed",
  key: `discord:interaction:${by}`,
  from: { guild: "1", channel: "2", isThread: true },
  by: { id: by, name: null, roles: null },
  reply: { id: by, token: "t", application: "3" },
  pressed: { does: "decide", verb: "approve", approval: "apr_1" },
  message,
});

function openDesk() {
  const kept: { readonly key: string; readonly lane: string }[] = [];
  return {
    kept,
    keep: async ({ key, lane }: { readonly key: string; readonly lane: string }) => void kept.push({ key, lane }) === undefined,
  };
}

test("acts on one message are worked on in the order they came, whoever's they are", async () => {
  const desk = openDesk();
  for (const news of [press("10", "7"), press("11", "7"), press("10", "8")]) await keepNews(news, desk);
  const [mias, jons, other] = desk.kept;
  expect(jons?.lane).toBe(mias?.lane);
  expect(other?.lane).not.toBe(mias?.lane);
});

test("one whom Discord says nothing of holds up nobody else for long, and is worked on apart", async () => {
  const desk = openDesk();
  const away = async () => {
    throw new Away("Discord does not say", { afterMs: 5_000 });
  };
  const news = press("10", "7");
  await expect(inOrder(news, Date.now(), desk, away)).rejects.toThrow(Away);
  expect(desk.kept).toEqual([]);
  await inOrder(news, Date.now() - 60_000, desk, away);
  expect(desk.kept).toEqual([{ key: `apart:${news.key}`, lane: "by 10" }]);
  await expect(inOrder({ ...news, isApart: true }, Date.now() - 60_000, desk, away)).rejects.toThrow(Away);
});
