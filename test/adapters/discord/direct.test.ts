import { expect, test } from "vitest";
import type { Desk, OpenTask } from "../../../src/adapters/adapter.ts";
import { meaningOf } from "../../../src/adapters/discord/direct.ts";

const address = { channel: "discord", workspace: "dm", room: "7", thread: "43" } as const;
const asking: OpenTask = {
  id: "tsk_43" as OpenTask["id"],
  address,
  number: 43,
  title: "the weekly export",
  stage: "interviewing",
  asks: true,
  decides: false,
};

function say(text: string, open: readonly OpenTask[] = [asking]) {
  const desk = {
    shownBy: async () => null,
    isAttended: async () => false,
    openTasks: async () => open,
    attendedIn: async () => open.map((task) => task.address),
  } satisfies Partial<Desk>;
  // What is not asked here is not there.
  return meaningOf({ room: "7", id: "50", text, replyTo: null }, desk as unknown as Desk);
}

test.each(["#41 under 15 minutes", "approve #41", "#41", "stop #41"])(
  "%s, said of a task that is not open, is said to no other: it is asked which is meant",
  async (text) => {
    const meant = await say(text);
    expect(meant).toMatchObject({ kind: "unclear", ask: expect.stringContaining("There is no open task #41 here.") });
    expect(meant).toMatchObject({ ask: expect.stringContaining("#43 the weekly export") });
    expect(await say(text, [])).toMatchObject({ kind: "unclear", ask: expect.stringContaining("`new: …`") });
  },
);

test("the number of an open task names it", async () => {
  expect(await say("#43 under 15 minutes")).toMatchObject({ kind: "there", address, text: "under 15 minutes" });
  expect(await say("stop #43")).toMatchObject({ kind: "there", address, text: "stop #43" });
});

const waiting = (number: number): OpenTask => ({
  ...asking,
  id: `tsk_${number}` as OpenTask["id"],
  address: { ...address, thread: `${number}` },
  number,
  asks: false,
  decides: true,
});

test.each(["lgtm", "LGTM!", "go", "go ahead", "Looks good to me."])(
  "%s is for what waits for a decision, and answers no question",
  async (text) => {
    expect(await say(text, [asking, waiting(44)])).toMatchObject({ kind: "there", about: "tsk_44" });
    const meant = await say(text, [asking, waiting(44), waiting(45)]);
    expect(meant).toMatchObject({ kind: "unclear", among: [{ number: 44 }, { number: 45 }] });
  },
);

test.each(["yes", "March", "go to March"])("%s answers what is asked, whatever waits for a decision", async (text) => {
  expect(await say(text, [asking, waiting(44), waiting(45)])).toMatchObject({ kind: "there", about: "tsk_43" });
});
