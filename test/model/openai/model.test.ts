import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Usage, usedNothing } from "../../../src/domain/budget.ts";
import { ConnectionLost } from "../../../src/domain/connection-lost.ts";
import type { Fault } from "../../../src/domain/fault.ts";
import { Problem } from "../../../src/domain/problem.ts";
import type { Purse } from "../../../src/domain/purse.ts";
import { askOnce, key, modelAt, openServer, price, question } from "../../fixtures/model-question.ts";
import type { Scripted } from "../../fixtures/model-script.ts";

const good: Scripted = { answer: { text: "Hello." }, usage: { prompt: 1000, completion: 100 } };

describe("asking an OpenAI-compatible server", () => {
  test("the schema is strict and named after the purpose", async () => {
    const { server } = await askOnce(good);
    expect(server.requests[0]?.body.response_format).toEqual({
      type: "json_schema",
      json_schema: {
        name: "draft",
        strict: true,
        schema: { type: "object", properties: { text: { type: "string" } }, required: ["text"], additionalProperties: false },
      },
    });
  });

  test("the key is sent, and a server without one gets a placeholder", async () => {
    expect((await askOnce(good)).server.requests[0]?.authorization).toBe(`Bearer ${key}`);
    expect((await askOnce(good, { apiKey: null })).server.requests[0]?.authorization).toMatch(/^Bearer .+/);
  });

  test("a server that refuses json_schema is asked for json_object with the schema in the prompt, from then on", async () => {
    const server = await openServer({ draft: good, refuses: ["json_schema"] });
    const model = modelAt(server);
    await model.ask(question());
    await model.ask(question());
    expect(server.requests.map((request) => request.body.response_format?.type)).toEqual(["json_schema", "json_object", "json_object"]);
    const [, second] = server.requests;
    expect(second?.body.messages.map((message) => message.role)).toEqual(["system", "user"]);
    expect(second?.prompt).toContain('the answer for `draft`, valid for this JSON schema:\n{"type":"object"');
  });

  test.each([404, 422, 501])("a %i about the schema steps down too", async (status) => {
    const message = status === 501 ? "not implemented" : "json_schema is unknown";
    const { answer, server } = await askOnce([{ status, message }, good]);
    expect(answer.result.ok).toBe(true);
    expect(server.requests.map((request) => request.body.response_format?.type)).toEqual(["json_schema", "json_object"]);
  });

  test("a correction says what was wrong and shows the reply", async () => {
    const { server } = await askOnce([{ text: '{"text": ""}' }, good]);
    const [, second] = server.requests;
    expect(second?.body.messages.slice(-2)).toMatchObject([
      { role: "assistant", content: '{"text": ""}' },
      { role: "user", content: expect.stringContaining("That reply cannot be used: text: ") },
    ]);
  });
});

describe("usage", () => {
  test("is summed over all turns, in tokens and micro-dollars", async () => {
    const { answer } = await askOnce([{ text: "no" }, good]);
    // 100 + 1000 in at $2.50, 20 + 100 out at $10 a million.
    expect(answer.usage).toEqual({ promptTokens: 1100, completionTokens: 120, costMicros: 450 + 3500 });
  });

  test("without a price the cost is unknown, even when nothing was used", async () => {
    expect((await askOnce(good, { price: null })).answer.usage.costMicros).toBeNull();
    expect((await askOnce({ status: 401, message: "no" }, { price: null })).answer.usage).toEqual({
      promptTokens: 0,
      completionTokens: 0,
      costMicros: null,
    });
  });

  test("that a server does not report counts as all that was reserved, never as nothing", async () => {
    const { answer } = await askOnce(good, { price, mostAnswerTokens: 2_000, reportsUsage: false });
    expect(answer.result.ok).toBe(true);
    expect(answer.usage.completionTokens).toBe(2_000);
    // Two thousand tokens out, and what was sent, which is not known to the token.
    expect(answer.usage.costMicros).toBeGreaterThan(20_000);
    expect((await askOnce(good, { price: null, reportsUsage: false })).answer.usage.costMicros).toBeNull();
  });

  test("of an answer that was cut off is not forgotten", async () => {
    const { answer } = await askOnce([{ wire: "cut" }, good], { mostAnswerTokens: 2_000 });
    expect(answer.usage.completionTokens).toBe(2_100);
    expect(answer.usage.costMicros).toBeGreaterThan(20_000 + 3_500);
  });

  test("of a request that was turned away, or reached nobody, is nothing", async () => {
    const { answer } = await askOnce([{ status: 500, message: "busy" }, good]);
    expect(answer.usage).toEqual({ promptTokens: 1000, completionTokens: 100, costMicros: 3500 });
    const nobody = await modelAt({ url: "http://127.0.0.1:1/v1" }).ask(question());
    expect(nobody.usage).toEqual({ promptTokens: 0, completionTokens: 0, costMicros: 0 });
  });
});

describe("a purse", () => {
  const purseWith = (answerTokens: number, shortened: Fault | null) => {
    const log: unknown[] = [];
    const purse: Purse = {
      reserve: async (ask) => {
        log.push(["reserve", ask.purpose, ask.answer.most]);
        const settle = async (used: Usage | null) => {
          log.push(["settle", used?.completionTokens ?? null]);
          return used ?? usedNothing;
        };
        return { ok: true, value: { answerTokens, shortened, settle } };
      },
    };
    return { purse, log };
  };
  const fault = { code: "limit_reached", message: "the budget is used up", transient: false } as const;

  test("is asked before every request and told after it, for each turn and each try", async () => {
    const server = await openServer({ draft: [{ status: 500, message: "busy" }, { text: "no" }, good] });
    const { purse, log } = purseWith(4_000, null);
    await modelAt(server, {}, purse).ask(question());
    const asked = ["reserve", "draft", 16_384];
    expect(log).toEqual([asked, ["settle", 0], asked, ["settle", 20], asked, ["settle", 100]]);
  });

  test("that refuses is a fault, and nothing is sent", async () => {
    const server = await openServer({ draft: good });
    const { result } = await modelAt(server, {}, { reserve: async () => ({ ok: false, fault }) }).ask(question());
    expect(result).toEqual({ ok: false, fault });
    expect(server.requests).toEqual([]);
  });

  test("that allows only a short answer says so to the server, and an answer that did not fit is its fault", async () => {
    const server = await openServer({ draft: { text: '{"text', finish: "length" } });
    const { purse } = purseWith(1_500, fault);
    const { result } = await modelAt(server, {}, purse).ask(question());
    expect(server.requests[0]?.body["max_tokens"]).toBe(1_500);
    expect(result).toEqual({ ok: false, fault });
  });
});

describe("the longest answer", () => {
  test.each([
    ["Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", ["max_tokens", "max_completion_tokens"]],
    ["max_tokens is too large: 16384. This model supports at most 4096 output tokens.", ["max_tokens", null]],
    ["You requested 17000 tokens (616 in the messages, 16384 in the completion); the maximum context is 8192.", ["max_tokens", null]],
  ])("steps down where a server says: %s", async (message, fields) => {
    const server = await openServer({ draft: [{ status: 400, message }, good, good] });
    const model = modelAt(server);
    expect((await model.ask(question())).result.ok).toBe(true);
    await model.ask(question());
    const sent = server.requests.map(({ body }) => ["max_tokens", "max_completion_tokens"].find((field) => field in body) ?? null);
    expect(sent).toEqual([...fields, fields.at(-1)]);
  });
});

describe("tools", () => {
  const look = {
    name: "look",
    description: "Looks.",
    input: z.object({ at: z.string(), deep: z.boolean().optional() }),
    run: async () => "a ``` fence",
  };
  const call: Scripted = { calls: [{ name: "look", arguments: { at: "here" } }] };

  test("are offered with their parameters, and their results come back quoted", async () => {
    const server = await openServer({ draft: [call, good] });
    await modelAt(server).ask(question({ tools: [look] }));
    const [first, second] = server.requests;
    expect(first?.body.tools).toMatchObject([{ type: "function", function: { name: "look", parameters: { required: ["at"] } } }]);
    expect(second?.body.messages.at(-1)).toMatchObject({ role: "tool", content: "From tool look:\n````\na ``` fence\n````" });
  });

  test("that do not exist or fail are told to the model", async () => {
    const broken = { ...look, name: "broken", run: () => Promise.reject(new Error("no such file")) };
    const script: Scripted[] = [
      {
        calls: [
          { name: "erase", arguments: {} },
          { name: "broken", arguments: { at: "x" } },
        ],
      },
      good,
    ];
    const server = await openServer({ draft: script });
    const { result } = await modelAt(server).ask(question({ tools: [broken] }));
    expect(result.ok).toBe(true);
    const results = server.requests[1]?.body.messages.slice(-2).map((message) => message.content);
    expect(results).toEqual(['There is no tool "erase"; use one of broken.', "broken failed: no such file"]);
  });

  test.each([new ConnectionLost(), new Problem("workspace", "no such directory")])(
    "that meet a fault of ours (%s) end the question when none of them runs any more",
    async (fault) => {
      const gate = Promise.withResolvers<string>();
      const seen: string[] = [];
      const broken = { ...look, name: "broken", run: () => Promise.reject(fault) };
      const slow = { ...look, name: "slow", run: () => gate.promise.then((text) => `${seen.push(text)}`) };
      const calls = [broken, slow].map(({ name }) => ({ name, arguments: { at: "x" } }));
      const server = await openServer({ draft: [{ calls }, good] });
      const asked = modelAt(server).ask(question({ tools: [broken, slow] }));
      gate.resolve("over");
      await expect(asked).rejects.toBe(fault);
      expect([seen, server.requests.length]).toEqual([["over"], 1]);
    },
  );

  test("end after eight rounds with a turn that has none", async () => {
    const server = await openServer({ draft: [...Array.from({ length: 8 }, () => call), good] });
    const { result } = await modelAt(server).ask(question({ tools: [look] }));
    expect(result.ok).toBe(true);
    expect(server.requests.map((request) => request.body.tools !== undefined)).toEqual([...Array.from({ length: 8 }, () => true), false]);
  });

  test("are left out for a model that takes none", async () => {
    const server = await openServer({ draft: good, refuses: ["tools"] });
    const model = modelAt(server);
    expect((await model.ask(question({ tools: [look] }))).result.ok).toBe(true);
    await model.ask(question({ tools: [look] }));
    expect(server.requests.map((request) => request.body.tools !== undefined)).toEqual([true, false, false]);
  });

  test("see the signal, and a stop during a call ends the question", async () => {
    const stop = new AbortController();
    const run = async (_: unknown, signal: AbortSignal) => {
      stop.abort();
      return String(signal.aborted);
    };
    const server = await openServer({ draft: [call, good] });
    const { result } = await modelAt(server).ask(question({ tools: [{ ...look, run }], signal: stop.signal }));
    expect(result).toMatchObject({ ok: false, fault: { code: "cancelled" } });
    expect(server.requests).toHaveLength(1);
  });
});
