import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Away } from "../../src/adapters/answer.ts";
import { openLoss, openWaiting } from "../../src/adapters/outage.ts";
import { Problem } from "../../src/domain/problem.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const said: string[] = [];
  const note = (level: string) => (detail: object, message: string) => {
    expect(detail).not.toHaveProperty("err");
    said.push(`${level} ${message}`);
  };
  return { said, log: { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") } };
}

const away = () => Promise.reject(new Away("Discord does not answer: 502", { afterMs: 5_000 }));

test("a connection that is lost and comes back is told in two lines, however often it is tried", () => {
  const { said, log } = open();
  const loss = openLoss("Discord", log);
  for (let n = 0; n < 5; n++) loss.lost();
  loss.failed(new Error("nobody answers"));
  loss.connected("resumed");
  loss.connected("resumed");
  vi.advanceTimersByTime(600_000);
  expect(said).toEqual([
    "info the connection to Discord is lost",
    "info the connection to Discord is there again (resumed); what was missed is read",
  ]);
});

test("one that stays away is warned of after ten seconds, and then each minute", () => {
  const { said, log } = open();
  const loss = openLoss("Discord", log);
  loss.lost();
  vi.advanceTimersByTime(10_000);
  expect(said.slice(1)).toEqual(["warn the connection to Discord is still lost; it is tried again"]);
  vi.advanceTimersByTime(120_000);
  expect(said.slice(1)).toHaveLength(3);
  loss.stop();
  vi.advanceTimersByTime(120_000);
  expect(said.slice(1)).toHaveLength(3);
});

test("what only a person can mend is told at once, and once", () => {
  const { said, log } = open();
  const loss = openLoss("Discord", log);
  loss.lost();
  for (let n = 0; n < 3; n++) loss.failed(new Problem("channel", "the token was refused: copy it anew"));
  expect(said.slice(1)).toEqual(["error the token was refused: copy it anew"]);
});

test("an outage is told in one line, again each minute, and when it is over", async () => {
  const { said, log } = open();
  const waiting = openWaiting("Discord", log);
  for (let n = 0; n < 24; n++) {
    expect(await waiting.work(away)).toMatchObject({ kind: "later", afterMs: 5_000 });
    await waiting.show("m", away);
    vi.advanceTimersByTime(5_000);
  }
  await waiting.work(async () => undefined);
  expect(said).toEqual([
    "warn Discord cannot be had now; what waits for it is tried again",
    "warn Discord cannot be had now; what waits for it is tried again",
    "info Discord is there again; what waited for it is done",
  ]);
});

test("outages that come and go are told no more often than one that stays", async () => {
  const { said, log } = open();
  const waiting = openWaiting("Discord", log);
  for (let n = 0; n < 10; n++) {
    await waiting.work(away);
    await waiting.work(async () => undefined);
  }
  expect(said).toHaveLength(2);
});

test("what cannot be shown is tried again soon, and then less and less often", async () => {
  const waiting = openWaiting("Discord", open().log);
  const tries: unknown[] = [];
  for (let n = 0; n < 6; n++) tries.push(await waiting.show("m", away));
  expect(tries).toEqual([1_000, 2_000, 5_000, 15_000, 60_000, 60_000].map((afterMs) => ({ kind: "later", afterMs })));
  expect(await waiting.show("other", away)).toEqual({ kind: "later", afterMs: 1_000 });
});

test("a mistake of ours is no outage", async () => {
  const { said, log } = open();
  const broken = () => Promise.reject(new Error("a mistake"));
  await expect(openWaiting("Discord", log).work(broken)).rejects.toThrow("a mistake");
  await expect(openWaiting("Discord", log).show("m", broken)).rejects.toThrow("a mistake");
  expect(said).toEqual([]);
});
