import { expect, test } from "vitest";
import { openSpeech } from "../../src/cli/chat-speech.ts";
import type { Question } from "../../src/domain/interview.ts";
import { offerRevision } from "../../src/domain/offer.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { loadConversation } from "../../src/store/conversations.ts";
import { saveTask } from "../../src/store/tasks.ts";
import { transact } from "../../src/store/transaction.ts";
import { contextWith, mia } from "../domain/world.ts";
import { makeTask, useBench } from "../store/bench.ts";

const bench = useBench();

/** Types a line while these questions are open, and returns what was stored for it. */
async function type(line: string, questions: readonly Question[]) {
  const task = await makeTask(bench().db, { stage: "executing" });
  await transact(bench().db, (tx) => saveTask(tx, task, { ...task, interview: { ...task.interview, questions } }, 1));
  const conversation = await loadConversation(bench().db, task.conversation);
  if (!conversation) throw new Error("no conversation");
  const { id, setting } = conversation;
  const [row] = await bench().sql`select channel, workspace, room, thread from conversations where id = ${id}`;
  const address = { channel: "terminal", workspace: row?.["workspace"], room: row?.["room"], thread: row?.["thread"] } as const;
  const app = { database: { ...bench(), close: async () => undefined }, me: mia };
  await openSpeech(app, { conversation: id, address, setting }).say(line);
  const events = await bench().sql`select actor, event from inbox where actor in (${id}, ${task.id}) order by id`;
  return events.map(({ actor, event }) => ({ to: actor === id ? "conversation" : "task", type: event.type, question: event.question }));
}

const context = contextWith({ mint: mintId });
const offer = () => offerRevision("use another colour", null, context);
const question = (): Question => ({ ...offer(), offer: null, topic: "colour", round: 1, text: "Which colour?", choices: [] });

test("what is typed while a question is open answers that question", async () => {
  const one = question();
  expect(await type("blue", [one, question()])).toEqual([{ to: "task", type: "answered", question: one.id }]);
});

test("what is typed while a change is offered names no question: the heart knows what it answers", async () => {
  for (const questions of [[offer()], [question(), offer()], [offer(), question()]]) {
    for (const line of ["no hurry, by the way", "Yes"])
      expect(await type(line, questions)).toEqual([{ to: "conversation", type: "message", question: undefined }]);
  }
});
