import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Model, ModelQuestion } from "../../src/model/model.ts";
import type { ModelScript, Scripted } from "../fixtures/model-script.ts";

const Verdict = z.object({ verdict: z.enum(["pass", "fail"]), notes: z.array(z.string()), place: z.string().nullable() });
type Verdict = z.infer<typeof Verdict>;

function review(more: Partial<ModelQuestion<Verdict>> = {}): ModelQuestion<Verdict> {
  return {
    purpose: "review",
    schema: Verdict,
    messages: [{ role: "user", content: "Review this." }],
    signal: new AbortController().signal,
    ...more,
  };
}

const pass = { verdict: "pass", notes: ["fine"], place: null } as const;

/** What every model does, whatever serves it. `open` makes one whose far side follows the script until the test ends. */
export function describeModel(name: string, open: (script: ModelScript) => Promise<Model>): void {
  const ask = async (script: Scripted | readonly Scripted[], question = review()) => {
    const model = await open({ review: script });
    return model.ask(question);
  };

  describe(`the model contract: ${name}`, () => {
    test("a valid answer comes back as the value, with what it used", async () => {
      const { result, usage } = await ask({ answer: pass, usage: { prompt: 120, completion: 30 } });
      expect(result).toEqual({ ok: true, value: pass });
      expect(usage).toMatchObject({ promptTokens: 120, completionTokens: 30 });
    });

    test("an answer in fences and prose with near-miss types is read", async () => {
      const { result } = await ask({ text: 'Sure!\n```json\n{"verdict": "PASS", "notes": 3}\n```\nAnything else?' });
      expect(result).toEqual({ ok: true, value: { verdict: "pass", notes: ["3"], place: null } });
    });

    test("an unreadable answer is corrected once, and both turns are counted", async () => {
      const { result, usage } = await ask([{ text: "I would say it passes." }, { answer: pass }]);
      expect(result).toEqual({ ok: true, value: pass });
      expect(usage).toMatchObject({ promptTokens: 200, completionTokens: 40 });
    });

    test("two unreadable answers are a fault that still tells its usage", async () => {
      const { result, usage } = await ask([{ text: "Passes." }, { answer: { verdict: "maybe" } }]);
      expect(result).toMatchObject({ ok: false, fault: { code: "model_unreadable" } });
      expect(usage).toMatchObject({ promptTokens: 200, completionTokens: 40 });
    });

    test("a refusal is a fault", async () => {
      const { result } = await ask({ refusal: "I cannot review this." });
      expect(result).toMatchObject({ ok: false, fault: { code: "model_refused", transient: false } });
    });

    test("a signal that is already aborted asks nothing", async () => {
      const { result } = await ask({ answer: pass }, review({ signal: AbortSignal.abort() }));
      expect(result).toMatchObject({ ok: false, fault: { code: "cancelled" } });
    });

    test("tools are run with checked input before the answer", async () => {
      const read: unknown[] = [];
      const tool = {
        name: "read_file",
        description: "Reads a file.",
        input: z.object({ path: z.string() }),
        run: async (input: unknown) => `content of ${JSON.stringify(read.push(input))}`,
      };
      const script = [{ calls: [{ name: "read_file", arguments: { path: "a.txt" } }] }, { answer: pass }];
      const { result } = await ask(script, review({ tools: [tool] }));
      expect(result).toEqual({ ok: true, value: pass });
      expect(read).toEqual([{ path: "a.txt" }]);
    });

    test("arguments that do not fit are told back instead of run", async () => {
      const read: unknown[] = [];
      const tool = {
        name: "read_file",
        description: "Reads a file.",
        input: z.object({ path: z.string().startsWith("src/") }),
        run: async (input: unknown) => `read ${read.push(input)}`,
      };
      const call = (path: string): Scripted => ({ calls: [{ name: "read_file", arguments: { path } }] });
      await ask([call("/etc/passwd"), call("src/a.ts"), { answer: pass }], review({ tools: [tool] }));
      expect(read).toEqual([{ path: "src/a.ts" }]);
    });
  });
}
