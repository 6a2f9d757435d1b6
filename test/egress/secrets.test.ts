import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect as startTls } from "node:tls";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { SecretRule } from "../../src/domain/secret.ts";
import { createEgress } from "../../src/egress/egress.ts";
import { type Bench, openBench, readAll } from "./bench.ts";
import { openOutside, somewhere } from "./outside.ts";

const value = "sk-live-4f9a8b7c6d5e";
const rule: SecretRule = { name: "PAY", destinations: ["api.pay.com"], header: null, env: "PAY_KEY", service: null };
const set: SecretRule = { ...rule, header: { name: "authorization", form: "Bearer {value}" } };

/** Two hosts that show what they were sent; the secret goes to the first. */
async function openPaid(used: SecretRule = rule, network: readonly string[] = ["api.pay.com", "api.other.com"]) {
  const outside = openOutside();
  const seen: IncomingMessage[] = [];
  const show = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    const packed = request.url === "/packed";
    const text = JSON.stringify({ url: request.url, headers: request.headers });
    response.setHeader("X-Seen", request.headers.authorization ?? "nothing");
    response.setHeader("Set-Cookie", "session=1");
    if (packed) response.setHeader("Content-Encoding", "gzip");
    if (request.url === "/slow") return sayInPieces(response, text);
    response.end(packed ? gzipSync(text) : request.url === "/base64" ? Buffer.from(text).toString("base64") : text);
  };
  for (const [host, address] of [
    ["api.pay.com", somewhere],
    ["api.other.com", "93.184.216.35"],
  ] as const) {
    outside.name(host, [address]);
    await outside.serveHttps(address, 443, host, show);
    await outside.serveHttp(address, 80, show);
  }
  const options = { secrets: { rules: [used], value: (name: string) => (name === "PAY" ? value : null) } };
  const bench = await openBench(network, { outside, secrets: ["PAY"], options });
  return { ...bench, seen, standIn: bench.env["PAY_KEY"] ?? "", [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

/** In pieces that split whatever is in it. */
function sayInPieces(response: ServerResponse, text: string): void {
  for (const piece of text.match(/.{1,3}/gs) ?? []) response.write(piece);
  response.end();
}

/** One request over TLS through the proxy, as a client that trusts what the run is told to trust. */
async function ask(bench: Bench, host: string, head: string, rest: readonly string[] = []): Promise<string> {
  const socket = await bench.connectTo(`${host}:443`);
  const ca = bench.certificates === null ? bench.outside.authority : await readFile(bench.certificates, "utf8");
  const tls = startTls({ socket, servername: host, ca: [ca, bench.outside.authority] }).on("error", () => {});
  tls.write([`${head} HTTP/1.1`, `Host: ${host}`, ...rest, "Connection: close", "", ""].join("\r\n"));
  return readAll(tls);
}

describe("a secret", () => {
  test("is put where its stand-in stands, at its own host, and nowhere in what comes back", async () => {
    await using bench = await openPaid();
    expect(bench.standIn).toMatch(/^standin_[0-9a-f]{48}$/);
    for (const path of ["/", "/packed", "/slow", "/base64"]) {
      const answer = await ask(bench, "api.pay.com", `GET ${path}`, [`Authorization: Bearer ${bench.standIn}`, "Accept-Encoding: gzip"]);
      expect(bench.seen.at(-1)?.headers.authorization).toBe(`Bearer ${value}`);
      expect(answer).toContain("HTTP/1.1 200");
      expect(answer).not.toContain(value);
      expect(answer).not.toContain(Buffer.from(value).toString("base64").slice(4, -4));
      expect(answer).not.toMatch(/set-cookie/i);
    }
    expect(bench.requests.map(({ secrets, path, refused }) => [path, secrets, refused])).toEqual(
      ["/", "/packed", "/slow", "/base64"].map((path) => [path, ["PAY"], null]),
    );
    expect(JSON.stringify(bench.requests)).not.toContain(value);
  });

  test("is put inside of Basic", async () => {
    await using bench = await openPaid();
    await ask(bench, "api.pay.com", "GET /", [`Authorization: Basic ${Buffer.from(`x:${bench.standIn}`).toString("base64")}`]);
    expect(bench.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`x:${value}`).toString("base64")}`);
  });

  test("is put into the header its rule names, whatever the command sends there", async () => {
    await using bench = await openPaid(set);
    await ask(bench, "api.pay.com", "GET /", ["Authorization: Bearer of-the-command"]);
    expect(bench.seen[0]?.headers.authorization).toBe(`Bearer ${value}`);
  });

  test("goes to the paths and with the methods that its own rule names only", async () => {
    await using bench = await openPaid({ ...set, destinations: ["GET api.pay.com/v1/*"] });
    await ask(bench, "api.pay.com", "GET /v1/x");
    await ask(bench, "api.pay.com", "POST /v1/x");
    await ask(bench, "api.pay.com", "GET /v2");
    expect(bench.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${value}`, undefined, undefined]);
  });

  test.each([
    ["another host", "api.other.com", "GET /", (standIn: string) => [`Authorization: Bearer ${standIn}`]],
    ["another host, in a header of its own", "api.other.com", "GET /", (standIn: string) => [`X-Note: so ${standIn}`]],
    ["the address", "api.pay.com", "GET /?key=STANDIN", () => []],
    ["the address, encoded", "api.pay.com", "GET /%73tandin_REST", () => []],
  ])("is refused, and told, when its stand-in stands in %s", async (_what, host, head, rest) => {
    await using bench = await openPaid(rule, ["GET api.other.com", "api.pay.com"]);
    const written = head.replace("STANDIN", bench.standIn).replace("REST", bench.standIn.slice("standin_".length));
    const answer = await ask(bench, host, written, rest(bench.standIn));
    expect(answer).toContain("HTTP/1.1 403");
    expect(bench.seen).toEqual([]);
    expect(bench.requests).toEqual([expect.objectContaining({ host, refused: expect.stringContaining("stand-in"), secrets: [] })]);
    expect(JSON.stringify(bench.requests)).not.toContain(bench.standIn);
  });

  test("never goes out in plain, not even to its own host", async () => {
    await using bench = await openPaid(set);
    const head = "GET http://api.pay.com/ HTTP/1.1\r\nHost: api.pay.com\r\nConnection: close\r\n";
    expect(await bench.send(`${head}Authorization: Bearer ${bench.standIn}\r\n\r\n`)).toContain("HTTP/1.1 403");
    expect(await bench.send(`${head}\r\n`)).toContain("HTTP/1.1 200");
    expect(bench.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("is not used beside an account of the command's own", async () => {
    await using bench = await openPaid();
    await ask(bench, "api.pay.com", "GET /", [
      "Authorization: Bearer mine",
      "X-Api-Key: mine",
      "Cookie: session=mine",
      "Private-Token: mine",
      "Proxy-Authorization: Basic bWluZQ==",
    ]);
    expect(JSON.stringify(bench.seen[0]?.headers)).not.toContain("mine");
    expect(await ask(bench, "api.pay.com", "GET /?access_token=mine")).toContain("HTTP/1.1 403");
  });

  test("is not shown piece by piece: ranges and reflecting methods are not sent on", async () => {
    await using bench = await openPaid(set);
    await ask(bench, "api.pay.com", "GET /", ["Range: bytes=0-3"]);
    expect(bench.seen[0]?.headers.range).toBeUndefined();
    expect(await ask(bench, "api.pay.com", "TRACE /")).toContain("HTTP/1.1 403");
  });

  test("goes only to a host whose certificate is verified", async () => {
    await using bench = await openPaid(set);
    await bench.outside.serveHttps(somewhere, 443, "api.evil.com", (_, response) => response.end());
    expect(await ask(bench, "api.pay.com", "GET /")).toContain("HTTP/1.1 502");
    expect(bench.requests).toEqual([expect.objectContaining({ status: 502, refused: "its certificate is not valid for it" })]);
  });

  test("is not in what the command is given", async () => {
    await using bench = await openPaid(set);
    expect(JSON.stringify(bench.env)).not.toContain(value);
    expect(await readFile(bench.certificates ?? "", "utf8")).not.toMatch(/PRIVATE KEY/);
  });
});

describe("on a connection that is looked into", () => {
  test.each([
    ["another Host", "GET /", "api.other.com", 400],
    ["an address instead of a path", "GET https://api.other.com/", "api.pay.com", 400],
  ])("%s is refused", async (_what, head, host, status) => {
    await using bench = await openPaid(set);
    const socket = await bench.connectTo("api.pay.com:443");
    const tls = startTls({ socket, servername: "api.pay.com", ca: await readFile(bench.certificates ?? "", "utf8") });
    tls.write(`${head} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(await readAll(tls)).toContain(`HTTP/1.1 ${status}`);
    expect(bench.seen).toEqual([]);
  });

  test("another name inside is refused", async () => {
    await using bench = await openPaid(set);
    const socket = await bench.connectTo("api.pay.com:443");
    const tls = startTls({ socket, servername: "api.other.com", rejectUnauthorized: false }).on("error", () => {});
    expect(await readAll(tls)).toBe("");
    expect(bench.requests).toEqual([expect.objectContaining({ refused: expect.stringContaining("another name") })]);
  });

  test("a second request goes to the same host or nowhere", async () => {
    await using bench = await openPaid(set);
    const socket = await bench.connectTo("api.pay.com:443");
    const tls = startTls({ socket, servername: "api.pay.com", ca: await readFile(bench.certificates ?? "", "utf8") });
    tls.write("GET /1 HTTP/1.1\r\nHost: api.pay.com\r\n\r\nGET http://api.other.com/2 HTTP/1.1\r\nHost: api.other.com\r\n\r\n");
    expect(await readAll(tls)).toMatch(/HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 400/);
    expect(bench.seen.map(({ url }) => url)).toEqual(["/1"]);
  });
});

describe("the address of a service", () => {
  const service: SecretRule = {
    name: "PAY",
    destinations: ["api.pay.com:443/v1/*"],
    header: { name: "x-api-key", form: "{value}" },
    env: "PAY_KEY",
    service: { env: "PAY_URL", host: "api.pay.com", port: 443, path: "/v1" },
  };

  test("leads to it over TLS, with the key put in", async () => {
    await using bench = await openPaid(service, ["api.pay.com:443/v1/*"]);
    const url = bench.env["PAY_URL"] ?? "";
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3128\/[0-9a-f]{32}$/);
    const path = new URL(url).pathname;
    for (const asked of [path, url]) {
      const answer = await bench.send(
        `POST ${asked}/messages?x=1 HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\nX-Api-Key: ${bench.standIn}\r\nContent-Length: 2\r\n\r\n{}`,
      );
      expect(answer).toContain("HTTP/1.1 200");
      expect(answer).not.toContain(value);
    }
    expect(bench.seen.map(({ url: seen, headers }) => [seen, headers["x-api-key"], headers.host])).toEqual([
      ["/v1/messages?x=1", value, "api.pay.com"],
      ["/v1/messages?x=1", value, "api.pay.com"],
    ]);
  });

  test("leads nowhere else", async () => {
    await using bench = await openPaid(service, ["api.pay.com:443/v1/*"]);
    const door = new URL(bench.env["PAY_URL"] ?? "").pathname;
    const paths = [`${door}/../v2`, `${door}/%2e%2e/v2`, `${door}x/messages`, `/${"0".repeat(32)}/messages`];
    for (const path of paths) {
      expect(await bench.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 40[03]/);
    }
    expect(bench.seen).toEqual([]);
  });

  test("passes a stream on as it comes", async () => {
    const outside = openOutside();
    outside.name("api.pay.com");
    const { promise: go, resolve: release } = Promise.withResolvers<void>();
    await outside.serveHttps(somewhere, 443, "api.pay.com", async (_, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write("data: first\n\n");
      await go;
      response.end("data: last\n\n");
    });
    const options = { secrets: { rules: [service], value: () => value } };
    await using bench = await openBench(["api.pay.com:443/v1/*"], { outside, secrets: ["PAY"], options });
    const socket = bench.dial();
    socket.write(`GET ${new URL(bench.env["PAY_URL"] ?? "").pathname}/x HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\n\r\n`);
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes("first")) release();
    }
    expect(text).toContain("data: last");
  });
});

test.each([
  ["without a value", { rules: [rule], value: () => null }, "has no value"],
  ["without a domain", { rules: [], value: () => value }, "no domain"],
  ["with a line break", { rules: [rule], value: () => "one\r\ntwo" }, "no header can carry"],
])("a secret %s refuses the run", async (_what, secrets, words) => {
  const outside = openOutside();
  const opened = await createEgress({ world: outside.world, secrets }).open({
    network: [],
    secrets: ["PAY"],
    account: null,
    onRequest: () => {},
  });
  expect(opened).toMatchObject({ kind: "refused", reason: expect.stringContaining(words) });
});

describe("what a model's service says it used", () => {
  const used = { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1 };
  const events = [
    `event: message_start\ndata: ${JSON.stringify({ type: "message_start", message: { usage: used } })}\n\n`,
    `data: ${JSON.stringify({ delta: { text: 'say "usage"' } })}\n\n`,
    `data: ${JSON.stringify({ type: "message_delta", usage: { output_tokens: 42 } })}\n\n`,
    "data: [DONE]\n\n",
  ];
  test.each([
    [
      "in one piece",
      "application/json",
      [JSON.stringify({ usage: { prompt_tokens: 7, completion_tokens: 3 } })],
      { prompt: 7, completion: 3 },
    ],
    [
      "in a response of its own",
      "application/json; charset=utf-8",
      [JSON.stringify({ response: { usage: used } })],
      { prompt: 15, completion: 1 },
    ],
    ["as a stream of events", "text/event-stream", events, { prompt: 15, completion: 42 }],
    ["as a stream that is split anywhere", "text/event-stream", events.join("").match(/.{1,7}/gs) ?? [], { prompt: 15, completion: 42 }],
    ["nowhere", "application/json", ["{}"], null],
    ["in something else", "text/plain", ['{"usage":{"prompt_tokens":7}}'], null],
    ["in broken JSON", "application/json", ['{"usage":'], null],
  ])("%s is told with the request", async (_what, type, pieces, tokens) => {
    const outside = openOutside();
    outside.name("api.pay.com");
    await outside.serveHttps(somewhere, 443, "api.pay.com", (_, response) => {
      response.writeHead(200, { "Content-Type": type });
      for (const piece of pieces) response.write(piece);
      response.end();
    });
    await using bench = await openBench(["api.pay.com"], {
      outside,
      secrets: ["PAY"],
      options: { secrets: { rules: [set], value: () => value } },
    });
    expect(await ask(bench, "api.pay.com", "GET /")).toContain("HTTP/1.1 200");
    expect(bench.requests).toEqual([expect.objectContaining({ tokens })]);
  });

  test.each([
    ["says nothing", "application/json", "{}", { prompt: 0, completion: 0 }],
    ["says it where nobody looks", "text/plain", "hello", { prompt: 0, completion: 0 }],
    ["is broken off by the command", "text/event-stream", events[0] ?? "", { prompt: 15, completion: 1 }],
  ])("is told as far as it is known where it %s", async (_what, type, piece, tokens) => {
    const outside = openOutside();
    outside.name("api.pay.com");
    await outside.serveHttps(somewhere, 443, "api.pay.com", (_, response) => {
      response.writeHead(200, { "Content-Type": type });
      response.write(`${piece}\n\n`);
    });
    const service = { env: "PAY_URL", host: "api.pay.com", port: 443, path: "" };
    const options = { secrets: { rules: [{ ...set, service }], value: () => value } };
    await using bench = await openBench(["api.pay.com"], { outside, secrets: ["PAY"], options });
    const socket = bench.dial();
    socket.write(`POST ${new URL(bench.env["PAY_URL"] ?? "").pathname}/x HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nContent-Length: 0\r\n\r\n`);
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes(piece)) break;
    }
    await bench.close();
    expect(bench.requests).toEqual([expect.objectContaining({ tokens })]);
  });
});
