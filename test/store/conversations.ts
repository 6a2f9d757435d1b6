import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Address } from "../../src/domain/conversation.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { loadConversation, openConversation, saveConversation } from "../../src/store/conversations.ts";
import { createTask } from "../../src/store/tasks.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { addTurn, readMemory, readTranscript } from "../../src/store/transcript.ts";
import { mia, taskWith } from "../domain/world.ts";
import { makeConversation, type OpenBench, useBench } from "./bench.ts";

const setting = { space: "shop", source: "/src/shop", workspace: "copy", autonomy: null } as const;

/** Conversations and what was said in them. */
export function describeConversations(open: OpenBench): void {
  describe("conversations", () => {
    const bench = useBench(open);

    const openAt = (client: Reader, address: Address) =>
      transact(client, (tx) => openConversation(tx, mintId("cnv"), address, setting, 1_767_323_045_678));
    const somewhere = (): Address => ({ channel: "slack", workspace: "T1", room: "C1", thread: randomUUID() });

    test("many first messages at one address at once make one conversation, and no actor without one", async () => {
      const address = somewhere();
      const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => openAt(bench().clients[n % 3] ?? bench().db, address)));
      expect(new Set(ids).size).toBe(1);
      const [id] = ids;
      expect(await loadConversation(bench().db, id ?? "cnv_")).toEqual({ id, address, setting, triaging: null, open: [] });
      const orphans = await bench().sql`select id from actors where kind = 'conversation' and id not in (select id from conversations)`;
      expect(orphans).toEqual([]);
    });

    test("each part of an address makes it another conversation", async () => {
      const address = somewhere();
      const others: readonly Address[] = [
        address,
        { ...address, channel: "discord" },
        { ...address, workspace: "T2" },
        { ...address, room: "C2" },
        { ...address, thread: "another" },
      ];
      const ids: string[] = [];
      for (const one of others) ids.push(await openAt(bench().db, one));
      expect(new Set(ids).size).toBe(others.length);
      expect(await openAt(bench().db, address)).toBe(ids[0]);
    });

    test("a conversation comes back with what is being triaged and the tasks that have not ended, oldest first", async () => {
      const id = await makeConversation(bench().db);
      const made: { readonly stage: string; readonly number: number }[] = [];
      for (const stage of ["executing", "completed", "failed", "cancelled", "triage"] as const) {
        const { number: _, ...task } = taskWith({ id: mintId("tsk"), conversation: id, stage });
        made.push({ stage, number: await transact(bench().db, (tx) => createTask(tx, task)) });
      }
      const conversation = await loadConversation(bench().db, id);
      if (!conversation) throw new Error("it was made");
      const triaging = {
        by: mia,
        text: "mend it",
        since: 1_767_323_045_678,
        parts: 2,
        later: null,
        notBefore: 1_767_323_047_678,
        deaths: 1,
      };
      await transact(bench().db, (tx) => saveConversation(tx, { ...conversation, triaging }));
      const numbers = made.filter((one) => one.stage === "executing" || one.stage === "triage").map((one) => one.number);
      const read = await loadConversation(bench().db, id);
      expect(read?.triaging).toEqual(triaging);
      expect(read?.open.map((task) => task.number)).toEqual(numbers);
    });

    test("what was said comes back in order, with who said it and when, whatever is in it", async () => {
      const id = await makeConversation(bench().db);
      const said = ["first", "second\nline", "$1 '; drop table transcript; -- 🎉 \\u0041", ""];
      const turns = said.map((text, n) => ({ author: "mia", role: "requester", text, at: 1_767_323_045_001 - n }) as const);
      for (const turn of turns) await transact(bench().db, (tx) => addTurn(tx, id, turn));
      expect(await readTranscript(bench().db, id)).toEqual(turns);
    });

    test("a prompt is told the last fifty turns, and every question and answer however long ago", async () => {
      const [id, other] = [await makeConversation(bench().db), await makeConversation(bench().db)];
      const say = (conversation: typeof id, text: string, kept = false) =>
        transact(bench().db, (tx) => addTurn(tx, conversation, { author: "mia", role: "requester", text, at: 1_767_323_045_001, kept }));
      await say(id, "the request");
      await say(id, "Which one?", true);
      await say(id, "the web one", true);
      for (let n = 0; n < 50; n += 1) await say(id, `talk ${n}`);
      await say(other, "elsewhere", true);
      const { turns, cut } = await readMemory(bench().db, id);
      const talk = Array.from({ length: 50 }, (_, n) => `talk ${n}`);
      expect(turns.map((turn) => turn.text)).toEqual(["Which one?", "the web one", ...talk]);
      expect(cut).toBe(true);
      expect(await readMemory(bench().db, other)).toMatchObject({ turns: [{ text: "elsewhere" }], cut: false });
    });
  });
}
