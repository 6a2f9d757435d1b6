import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Agent } from "../../src/agents/agent.ts";
import { type AgentBench, openAgentBench } from "../agents/bench.ts";
import { findProcesses, uniqueSleep } from "../sandbox/scene.ts";

/** What a far side of a test does with its assignment; each kind knows how to have one of that sort. */
export type Behaviour =
  /** Writes the prompt, as it came, into `got.txt` and accounts for it with the word "written". */
  | { readonly does: "write" }
  /** Gives up with the words "cannot do it". */
  | { readonly does: "fail" }
  /** Cannot go on without knowing "Which parser?". */
  | { readonly does: "ask" }
  /** Works for ever, as a process whose command line holds the marker. */
  | { readonly does: "hang"; readonly marker: string }
  /** Is not there. */
  | { readonly does: "miss" };

/** What every agent kind must hold, whatever is behind it. `open` makes one whose far side behaves as asked. */
export function describeAgent(kind: string, open: (behaviour: Behaviour, bench: AgentBench) => Agent): void {
  describe(`agent kind ${kind}`, () => {
    test("gets the prompt as it was written, works in the workspace and accounts for it", async () => {
      await using bench = await openAgentBench();
      const prompt = `$(touch pwned) \`id\` "quoted" 'single' \\ --help\n-- ä 🚀\n{{prompt}}`;
      const outcome = await open({ does: "write" }, bench).run({ prompt }, bench.contextOf());

      expect(outcome).toMatchObject({ kind: "done", account: expect.stringContaining("written") });
      expect(await readFile(join(bench.workspace, "got.txt"), "utf8")).toBe(prompt);
      await expect(readFile(join(bench.workspace, "pwned"))).rejects.toThrow("ENOENT");
    });

    test("what it could not do is its own verdict, with its reason and its account", async () => {
      await using bench = await openAgentBench();
      const outcome = await open({ does: "fail" }, bench).run({ prompt: "do it" }, bench.contextOf());

      expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringContaining("cannot do it") });
    });

    test("what it cannot go on without is a question, and no failure", async () => {
      await using bench = await openAgentBench();
      const outcome = await open({ does: "ask" }, bench).run({ prompt: "do it" }, bench.contextOf());

      expect(outcome).toMatchObject({ kind: "asks", question: "Which parser?" });
    });

    test("one that works for ever is stopped by the signal, and nothing of it runs on", async () => {
      await using bench = await openAgentBench();
      const [marker, cancel] = [uniqueSleep(), new AbortController()];
      const running = open({ does: "hang", marker }, bench).run({ prompt: "do it" }, bench.contextOf(cancel.signal));
      await expect.poll(() => findProcesses(marker)).not.toEqual([]);
      cancel.abort();

      expect(await running).toMatchObject({ kind: "broken" });
      await expect.poll(() => findProcesses(marker), { timeout: 2_000 }).toEqual([]);
    });

    test("one that is not there is unavailable, with the reason and the cure, before and at the work", async () => {
      await using bench = await openAgentBench();
      const agent = open({ does: "miss" }, bench);

      expect(await agent.available(new AbortController().signal)).toMatchObject({ ok: false, reason: /\w/, cure: /\w/ });
      expect(await agent.run({ prompt: "do it" }, bench.contextOf())).toMatchObject({ kind: "unavailable", reason: /\w/ });
    });

    test("one that is there says so, and what it is", async () => {
      await using bench = await openAgentBench();
      const agent = open({ does: "write" }, bench);

      expect(await agent.available(new AbortController().signal)).toMatchObject({ ok: true });
      expect(agent.name).toMatch(/^[\w-]+$/);
      expect(agent.kind).toBe(kind);
      expect(agent.concurrency).toBeGreaterThan(0);
    });
  });
}
