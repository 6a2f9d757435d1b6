import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { openModel } from "../../../src/model/openai/model.ts";
import { askOnce, key, modelAt, openServer, question } from "../../fixtures/model-question.ts";
import type { Scripted } from "../../fixtures/model-script.ts";

const good: Scripted = { answer: { text: "Hello." } };

describe("a fault is one clear line", () => {
  test.each<[string, Scripted, string, boolean, RegExp]>([
    [
      "a wrong key",
      { status: 401, message: `Incorrect API key provided: ${key}` },
      "model_unavailable",
      false,
      /refuses the key \(401: .*\[key\]\); set OPENAI_API_KEY/,
    ],
    [
      "an unknown model",
      { status: 404, message: "model not found" },
      "model_unavailable",
      false,
      /does not know test-model .*check ADJUTANT_MODEL and OPENAI_BASE_URL/,
    ],
    ["no credit", { status: 429, message: "quota", code: "insufficient_quota" }, "model_unavailable", false, /no credit left .*top it up/],
    [
      "a limit that lasts",
      { status: 429, message: "slow down", retryAfter: 600 },
      "model_unavailable",
      true,
      /limiting requests \(429: slow down\)/,
    ],
    [
      "a question it cannot take",
      { status: 400, message: "context length\nexceeded" },
      "model_unavailable",
      false,
      /did not accept the question \(400: context length exceeded\)/,
    ],
    [
      "an answer at its length limit",
      { text: '{"text": "He', finish: "length" },
      "model_unreadable",
      false,
      /length limit .*ask for less at once/,
    ],
    ["a filtered answer", { text: "", finish: "content_filter" }, "model_refused", false, /content filter .*reword/],
    ["a refusal", { refusal: "I won't." }, "model_refused", false, /refused to answer \(I won't\.\); reword/],
  ])("%s", async (_title, reply, code, transient, words) => {
    const { answer, server, fault } = await askOnce(reply);
    expect(answer.result).toMatchObject({ ok: false, fault: { code, transient } });
    expect(fault).toMatch(words);
    expect(fault).toContain(server.host);
    expect(fault).not.toContain("\n");
    expect(fault).not.toContain(key);
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, Scripted, string, RegExp]>([
    ["a server error that stays", { status: 500, message: "boom" }, "model_unavailable", /failed \(500: boom\); see its log/],
    ["a cut connection", { wire: "cut" }, "model_unavailable", /closed the connection in the middle of its answer/],
    ["a malformed body", { wire: "malformed" }, "model_unreadable", /not a chat completion \(its body is not JSON\); .*OPENAI_BASE_URL/],
    ["a body that is a web page", { wire: "not json" }, "model_unreadable", /not a chat completion .*OPENAI_BASE_URL/],
  ])("%s is told after three tries", async (_title, reply, code, words) => {
    const { answer, server, fault } = await askOnce(reply);
    expect(answer.result).toMatchObject({ ok: false, fault: { code, transient: true } });
    expect(fault).toMatch(words);
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ["hangs", "hang"],
    ["stalls in the middle of its answer", "stall"],
  ] as const)("a server that %s is given up after the timeout, without another try", async (_title, wire) => {
    const { answer, server, fault } = await askOnce({ wire }, { timeoutMs: 300 });
    expect(answer.result).toMatchObject({ ok: false, fault: { code: "model_unavailable", transient: true } });
    expect(fault).toMatch(/no complete answer within 0\.3 s/);
    expect(server.requests).toHaveLength(1);
  });

  test("a server that is not there", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const address = closed.address();
    const host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    await new Promise((resolve) => closed.close(resolve));
    const { result } = await modelAt({ url: `http://${host}/v1` }).ask(question());
    expect(result).toMatchObject({ ok: false, fault: { code: "model_unavailable", transient: true } });
    expect(result.ok ? "" : result.fault.message).toBe(
      `The model server ${host} cannot be reached (ECONNREFUSED); see whether it runs and whether OPENAI_BASE_URL is right.`,
    );
  });

  test.each([
    ["localhost", /not an HTTP address/],
    ["ftp://models/v1", /not an HTTP address/],
    ["http://user:secret@models/v1", /^(?!.*secret).*holds a user name or password/],
  ])("%s as the address is a configuration problem", (baseUrl, words) => {
    expect(() => openModel({ baseUrl, apiKey: null, model: "m", timeoutMs: 1, mostAnswerTokens: 1, price: null })).toThrow(words);
  });
});

describe("what passes is tried again", () => {
  test.each<[string, Scripted]>([
    ["a rate limit", { status: 429, message: "slow down", retryAfter: 0 }],
    ["a server error", { status: 503, message: "starting" }],
    ["a conflict", { status: 409, message: "locked" }],
    ["a cut connection", { wire: "cut" }],
    ["a malformed body", { wire: "malformed" }],
  ])("%s, then an answer", async (_title, reply) => {
    const { answer, server } = await askOnce([reply, good]);
    expect(answer.result).toEqual({ ok: true, value: { text: "Hello." } });
    expect(server.requests).toHaveLength(2);
  });
});

describe("cancelling", () => {
  test("reaches a request that hangs, on both ends", async () => {
    const server = await openServer({ draft: { wire: "hang" } });
    const stop = new AbortController();
    const arrived = server.nextRequest();
    const asked = modelAt(server).ask(question({ signal: stop.signal }));
    await arrived;
    const hungUp = server.nextHangUp();
    stop.abort();
    expect((await asked).result).toMatchObject({ ok: false, fault: { code: "cancelled", transient: false } });
    await hungUp;
  });

  test("cuts the pause before another try short", async () => {
    const server = await openServer({ draft: { status: 429, message: "slow down", retryAfter: 25 } });
    const stop = new AbortController();
    const arrived = server.nextRequest();
    const asked = modelAt(server).ask(question({ signal: stop.signal }));
    await arrived;
    stop.abort();
    expect((await asked).result).toMatchObject({ ok: false, fault: { code: "cancelled" } });
    expect(server.requests).toHaveLength(1);
  });
});
