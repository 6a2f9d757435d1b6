import { describe, expect, test } from "vitest";
import type { Message } from "../../src/domain/message.ts";
import { planApproval } from "../adapters/samples.ts";
import { type Bench, openBench, type Platform, takenOf } from "./adapter-bench.ts";

const patience = { timeout: 20_000 };
const reply = (text: string) => ({ kind: "post", message: { kind: "reply", text } satisfies Message }) as const;
const plan = { kind: "post", message: planApproval } as const;

/** Something everybody hears, after which what was said before it was heard too. */
async function hear(bench: Bench): Promise<void> {
  const before = takenOf(bench, "message").length;
  bench.mia.mention("are you there?");
  await expect.poll(() => takenOf(bench, "message").length, patience).toBeGreaterThan(before);
}

/** A plan to decide, where somebody asked for it. */
async function showPlan(bench: Bench) {
  const root = bench.mia.mention("make the nightly export faster");
  await expect.poll(() => bench.kept.length, patience).toBe(1);
  const delivered = await bench.show({ key: "apr_1", address: bench.addressOf(root), content: plan });
  if (delivered.kind !== "shown") throw new Error(`not shown: ${JSON.stringify(delivered)}`);
  const [ref = ""] = delivered.refs.slice(-1);
  return { root, address: bench.addressOf(root), ref, refs: delivered.refs };
}

/** What every channel's adapter must do, whatever the platform. `open` starts a server of it, with a room and people. */
export function describeAdapter(channel: string, open: () => Promise<Platform>): void {
  describe(`adapter ${channel}: what is heard`, () => {
    test("a mention is a message of whoever wrote it, in its own thread, without the bot's name", async () => {
      const bench = await openBench(open);
      const root = bench.mia.mention("make the nightly export faster");
      await expect.poll(() => takenOf(bench, "message"), patience).toHaveLength(1);

      const [said] = takenOf(bench, "message");
      expect(said).toMatchObject({ by: { channel, id: bench.mia.id, member: "full" }, address: bench.addressOf(root) });
      expect(said?.text).toBe("make the nightly export faster");
    });

    test("a reply in a thread that concerns us, and a direct message, need no mention", async () => {
      const bench = await openBench(open);
      const root = bench.mia.mention("make the nightly export faster");
      bench.jon.reply(root, "the orders one");
      bench.jon.tell("help");
      await expect.poll(() => takenOf(bench, "message").length, patience).toBe(3);

      const said = takenOf(bench, "message");
      expect(said.find(({ text }) => text === "the orders one")?.address).toEqual(bench.addressOf(root));
      expect(new Set(said.map(({ key }) => key)).size).toBe(3);
    });

    test("the same news again is the same, whatever it was", async () => {
      const bench = await openBench(open);
      const { ref } = await showPlan(bench);
      bench.mia.react(ref, "✅");
      await bench.mia.press(ref, "Reject");
      await expect.poll(() => takenOf(bench, "decision").length, patience).toBe(2);
      const before = bench.kept.length;
      await bench.sendAgain();
      await hear(bench);

      expect(bench.kept.length).toBe(before + 1);
      expect(takenOf(bench, "decision")).toHaveLength(2);
    });

    test("what bots say, press and feel is nothing, and what we say ourselves is nothing", async () => {
      const bench = await openBench(open);
      const { ref, root, address } = await showPlan(bench);
      bench.robot.mention("make the weekly export faster");
      bench.robot.reply(root, "approve");
      bench.robot.react(ref, "✅");
      await bench.show({ key: "own", address, content: reply(`to whom it may concern: approve`) });
      await hear(bench);

      const heard = takenOf(bench, "message").map(({ text }) => text);
      expect(heard).toEqual(["make the nightly export faster", "are you there?"]);
      expect(takenOf(bench, "decision")).toEqual([]);
    });

    test("a click is acknowledged once it is kept, and not before", async () => {
      const bench = await openBench(open);
      const { ref } = await showPlan(bench);
      const release = bench.hold();
      let acknowledged: boolean | null = null;
      const before = bench.asked();
      const pressing = bench.mia.press(ref, "Approve").then((arrived) => {
        acknowledged = arrived;
      });
      await expect.poll(bench.asked, patience).toBeGreaterThan(before);
      // The platform had the time to hear of it, and the store to keep it, while somebody else is heard and held up too.
      bench.jon.mention("hello");
      await expect.poll(bench.asked, patience).toBeGreaterThan(before + 1);
      expect([acknowledged, bench.kept.length]).toEqual([null, 1]);
      release();
      await pressing;

      expect(acknowledged).toBe(true);
      await expect.poll(() => takenOf(bench, "decision"), patience).toMatchObject([{ verb: "approve", approval: "apr_1", text: null }]);
      expect(takenOf(bench, "decision")[0]?.by.id).toBe(bench.mia.id);
    });

    test("a click that cannot be kept is not acknowledged", async () => {
      const bench = await openBench(open);
      const { ref } = await showPlan(bench);
      bench.refuse();

      expect(await bench.mia.press(ref, "Approve")).toBe(false);
      expect(takenOf(bench, "decision")).toEqual([]);
    });

    test("✅ on an approval decides it by emoji and can be taken back, 👍 means nothing", async () => {
      const bench = await openBench(open);
      const { ref } = await showPlan(bench);
      bench.mia.react(ref, "👍");
      bench.mia.react(ref, "✅");
      await expect.poll(() => takenOf(bench, "decision"), patience).toMatchObject([{ verb: "approve", approval: "apr_1", byEmoji: true }]);
      bench.mia.unreact(ref, "✅");

      await expect.poll(() => takenOf(bench, "withdrawal"), patience).toMatchObject([{ verb: "approve", approval: "apr_1" }]);
      expect(takenOf(bench, "decision")).toHaveLength(1);
    });

    test("whoever stops takes nothing more in", async () => {
      const bench = await openBench(open);
      await hear(bench);
      await bench.started.stop();
      const before = bench.kept.length;
      bench.mia.mention("too late");
      await bench.sendAgain();

      expect(bench.kept.length).toBe(before);
    });

    test("a token that nobody gave out is a Problem that says what to look at", async () => {
      const platform = await open();
      const starting = platform.adapter("wrong").start({} as never);

      await expect(starting).rejects.toMatchObject({ name: "Problem", message: expect.stringMatching(/TOKEN/) });
      await platform.close();
    });
  });

  describeShowing(channel, open);
}

function describeShowing(channel: string, open: () => Promise<Platform>): void {
  describe(`adapter ${channel}: what is shown`, () => {
    const seen = (bench: Bench, text: string) => bench.seenBy(bench.jon).filter((one) => one.includes(text));

    test("a new post is there for everybody, and an edit changes it", async () => {
      const bench = await openBench(open);
      const { address, refs } = await showPlan(bench);
      expect(seen(bench, "Approve")).toHaveLength(1);
      const closed = { ...planApproval, closed: "approved by mia" };
      const again = await bench.show({ key: "apr_1", address, content: { kind: "post", message: closed }, refs });

      expect(again).toMatchObject({ kind: "shown", refs });
      expect(seen(bench, "approved by mia")).toHaveLength(1);
      expect(seen(bench, "[Approve")).toEqual([]);
    });

    test("a post whose answer was lost is found, and not posted again", async () => {
      const bench = await openBench(open);
      const address = bench.addressOf(bench.mia.mention("hello"));
      bench.befall("lost answer");
      expect(await bench.show({ key: "rec_1", address, content: reply("here I am") })).toMatchObject({ kind: "later" });
      const found = await bench.show({ key: "rec_1", address, content: reply("here I am"), isDoubtful: true });

      expect(found).toMatchObject({ kind: "shown", refs: [expect.any(String)] });
      expect(seen(bench, "here I am")).toHaveLength(1);
    });

    test("what is longer than the platform takes arrives whole", async () => {
      const bench = await openBench(open);
      const address = bench.addressOf(bench.mia.mention("hello"));
      const lines = Array.from({ length: 1_000 }, (_, n) => `finding ${n}: ${"measured ".repeat(5).trim()}.`);
      expect(await bench.show({ key: "rec_1", address, content: reply(lines.join("\n")) })).toMatchObject({ kind: "shown" });

      const whole = bench.seenBy(bench.jon).join("\n");
      expect(lines.filter((line) => !whole.includes(line))).toEqual([]);
    });

    test("what one person is told nobody else sees", async () => {
      const bench = await openBench(open);
      const address = bench.addressOf(bench.mia.mention("hello"));
      const audience = { channel: bench.channel, id: bench.mia.id, name: "mia", groups: [] };
      expect(await bench.show({ key: "rec_1", address, content: reply("you can't"), audience })).toMatchObject({ kind: "shown" });

      expect(bench.seenBy(bench.mia).filter((one) => one.includes("you can't"))).toHaveLength(1);
      expect(seen(bench, "you can't")).toEqual([]);
    });

    test("what a text holds calls nobody but those who are asked", async () => {
      const bench = await openBench(open);
      const address = bench.addressOf(bench.mia.mention("hello"));
      const text = `@everyone <!channel> <@${bench.jon.id}> look`;
      expect(await bench.show({ key: "rec_1", address, content: reply(text), asked: [`${channel}:${bench.mia.id}`] })).toMatchObject({
        kind: "shown",
      });

      expect([bench.rang(bench.mia, "look"), bench.rang(bench.jon, "look")]).toEqual([true, false]);
    });

    test("a place that is not there is impossible, with the reason", async () => {
      const bench = await openBench(open);

      expect(await bench.show({ key: "rec_1", address: bench.nowhere, content: reply("hello") })).toMatchObject({
        kind: "impossible",
        why: expect.stringMatching(/\w/),
      });
    });

    test("too many calls is later, for as long as the platform says, and it is not asked meanwhile", async () => {
      const bench = await openBench(open);
      const address = bench.addressOf(bench.mia.mention("hello"));
      bench.befall("too many");
      const first = await bench.show({ key: "rec_1", address, content: reply("hello") });
      const second = await bench.show({ key: "rec_1", address, content: reply("hello") });

      for (const one of [first, second]) {
        expect(one).toMatchObject({ kind: "later" });
        expect(one.kind === "later" && one.afterMs).toBeGreaterThan(10_000);
      }
      expect(bench.seenBy(bench.jon).filter((one) => one.includes("hello"))).toHaveLength(1);
    });
  });
}
