import { expect, test } from "vitest";
import { recallTask } from "../../src/orchestrator/memory.ts";
import { transact } from "../../src/store/transaction.ts";
import { addTurn } from "../../src/store/transcript.ts";
import { jon, mia } from "../domain/world.ts";
import { makeTask, useBench } from "../store/bench.ts";

const bench = useBench();

const texts = (turns: readonly { readonly text: string }[]) => turns.map((turn) => turn.text);

test("the request reaches every later prompt, once, under the name of who asked first", async () => {
  const task = await makeTask(bench().db, { request: "mend the login", requester: jon, requestedBefore: [mia] });
  const say = (text: string) =>
    transact(bench().db, (tx) => addTurn(tx, task.conversation, { author: "mia", role: "requester", text, at: Date.now() }));
  await say("mend the login");
  await say("soon, please");
  expect(texts(await recallTask(bench().db, task))).toEqual(["mend the login", "soon, please"]);
  for (let n = 0; n < 50; n += 1) await say(`talk ${n}`);
  const turns = await recallTask(bench().db, task);
  expect(turns[0]).toEqual({ author: "mia", role: "requester", text: "mend the login", at: task.createdAt });
  expect(texts(turns).slice(1)).toEqual(Array.from({ length: 50 }, (_, n) => `talk ${n}`));
});
