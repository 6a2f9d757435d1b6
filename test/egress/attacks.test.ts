import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect as startTls } from "node:tls";
import { describe, expect, test } from "vitest";
import type { SecretRule } from "../../src/domain/secret.ts";
import { type Bench, openBench, readAll } from "./bench.ts";
import { openOutside, somewhere } from "./outside.ts";

const value = "sk/live+4f9a8b7c6d5e=";
const rule: SecretRule = { name: "PAY", destinations: ["api.pay.com:443"], header: null, env: "PAY_KEY", service: null };

/** A host that answers as it is told, with a secret for it where `secrets` names one. */
async function open(network: readonly string[], answer: (request: IncomingMessage, response: ServerResponse) => void, used?: SecretRule) {
  const outside = openOutside();
  const seen: IncomingMessage[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    answer(request, response);
  };
  outside.name("api.pay.com", [somewhere]);
  await outside.serveHttps(somewhere, 443, "api.pay.com", listener);
  await outside.serveHttp(somewhere, 80, listener);
  const options = { secrets: { rules: used ? [used] : [], value: () => value } };
  const bench = await openBench(network, { outside, secrets: used ? [used.name] : [], options });
  return { ...bench, seen, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

async function ask(bench: Bench, head: string, rest: readonly string[] = []): Promise<string> {
  const socket = await bench.connectTo("api.pay.com:443");
  const ca = bench.certificates === null ? bench.outside.authority : await readFile(bench.certificates, "utf8");
  const tls = startTls({ socket, servername: "api.pay.com", ca: [ca, bench.outside.authority] }).on("error", () => {});
  tls.write([`${head} HTTP/1.1`, "Host: api.pay.com", ...rest, "Connection: close", "", ""].join("\r\n"));
  return readAll(tls);
}

/** What was answered, however it was cut into pieces on the way. */
const whole = (answer: string) => answer.replaceAll(/\r\n[0-9a-f]+\r\n/g, "");

describe("a rule for methods and paths", () => {
  test.each([
    "X-HTTP-Method-Override: DELETE",
    "X-HTTP-Method: DELETE",
    "X-Method-Override: DELETE",
    "x_http_method_override: DELETE",
    "X-Original-URL: /admin",
    "X-Rewrite-URL: /admin",
    "X-Original-URI: /admin",
    "X-Forwarded-Prefix: /admin",
  ])("is not talked round by %s", async (header) => {
    await using bench = await open(["POST api.pay.com/v1/*"], (_, response) => response.end("done"));
    expect(await ask(bench, "POST /v1/x", ["Content-Length: 0", header])).toContain("HTTP/1.1 403");
    expect(bench.seen).toEqual([]);
    expect(bench.requests).toMatchObject([
      { method: "POST", path: "/v1/x", refused: expect.stringContaining("something else than was approved") },
    ]);
  });

  test.each([
    ...[
      "/v1/../admin",
      "/v1/%2e%2e/admin",
      "/v1/%2E./admin",
      "/v1/..;/admin",
      "/v1/..%2fadmin",
      "/v1/%252e%252e/admin",
      "/v1%2fx",
      "/V1/x",
    ],
    ...[
      "/v1/..\\admin",
      "/v1/%c0%ae%c0%ae/admin",
      "/v1/%u002e%u002e/admin",
      "/v1/%e0%80%ae/x",
      "//v1/x",
      "/./v1/x",
      "/v1",
      "/v1/x%00",
      "/admin?/v1/",
    ],
    ...["/v1/x?_method=DELETE", "/v1/x?a=b&_METHOD=DELETE"],
  ])("does not take %s for a path below it", async (path) => {
    await using bench = await open(["POST api.pay.com/v1/*"], (_, response) => response.end("done"));
    expect(await ask(bench, `POST ${path}`, ["Content-Length: 0"])).toMatch(/HTTP\/1.1 40[03]/);
    expect(bench.seen).toEqual([]);
    expect(bench.requests).toHaveLength(1);
  });

  test("leaves alone what was approved, and a host without rules its own headers", async () => {
    await using bench = await open(["POST api.pay.com/v1/*", "api.pay.com:80"], (_, response) => response.end("done"));
    expect(await ask(bench, "POST /v1/x?method=1", ["Content-Length: 0"])).toContain("HTTP/1.1 200");
    const plain =
      "POST http://api.pay.com/v2 HTTP/1.1\r\nHost: api.pay.com\r\nX-HTTP-Method-Override: GET\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    expect(await bench.send(plain)).toContain("HTTP/1.1 200");
  });
});

describe("a secret that its host brings back", () => {
  const keeper = () => {
    let kept = "";
    return (request: IncomingMessage, response: ServerResponse) => {
      kept = request.headers["x-note"]?.toString() ?? kept;
      if (request.url === "/name") response.setHeader(`X-${kept.replaceAll(/[^\w]/g, "") || "none"}`, "1");
      response.setHeader("Set-Cookie", "session=1");
      response.end(request.url === "/json" ? JSON.stringify({ kept }).replaceAll("/", "\\/") : kept);
    };
  };

  test.each(["/", "/json"])("by a later request that does not carry it, at %s, is not shown", async (path) => {
    await using bench = await open(["api.pay.com"], keeper(), rule);
    await ask(bench, "GET /", [`X-Note: ${bench.env["PAY_KEY"]}`]);
    expect(bench.seen[0]?.headers["x-note"]).toBe(value);
    const answer = whole(await ask(bench, `GET ${path}`, ["Accept-Encoding: zstd"]));
    expect(answer).toContain(bench.env["PAY_KEY"]);
    expect(answer.replaceAll("\\/", "/")).not.toContain(value);
    expect(answer).not.toMatch(/set-cookie/i);
    expect(bench.seen[1]?.headers["accept-encoding"]).toBe("identity");
  });

  test("in plain, at another port of it, is not shown", async () => {
    await using bench = await open(["api.pay.com"], keeper(), rule);
    await ask(bench, "GET /", [`X-Note: ${bench.env["PAY_KEY"]}`]);
    const answer = whole(await bench.send("GET http://api.pay.com/ HTTP/1.1\r\nHost: api.pay.com\r\nConnection: close\r\n\r\n"));
    expect(answer).toContain(bench.env["PAY_KEY"]);
    expect(answer).not.toContain(value);
  });

  test("as the name of a header is left out", async () => {
    const answer = ({ headers }: IncomingMessage, response: ServerResponse) => {
      response.setHeader(`X-${Buffer.from(headers["x-note"]?.toString() ?? "").toString("hex")}`, "1").setHeader("X-Other", "2");
      response.end("done");
    };
    await using bench = await open(["api.pay.com"], answer, rule);
    const shown = await ask(bench, "GET /", [`X-Note: ${bench.env["PAY_KEY"]}`]);
    expect(bench.seen[0]?.headers["x-note"]).toBe(value);
    expect(shown).toMatch(/x-other: 2/i);
    expect(shown).not.toMatch(new RegExp(Buffer.from(value).toString("hex"), "i"));
  });

  test("goes beside no other account, in whatever spelling of its header", async () => {
    await using bench = await open(["api.pay.com"], (_, response) => response.end("done"), rule);
    await ask(bench, "GET /", ["X_Api_Key: of-the-command", "x-api_key: of-the-command", "API_KEY: of-the-command"]);
    expect(JSON.stringify(bench.seen[0]?.headers)).not.toContain("of-the-command");
  });
});

describe("what is refused before it is known where it leads is told as well", () => {
  test("a request that cannot be read", async () => {
    await using bench = await open(["api.pay.com"], (_, response) => response.end("done"));
    const odd = [
      "GET http://api.pay.com/ HTTP/1.1\r\nHost: api.pay.com\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST http://api.pay.com/ HTTP/1.1\r\nHost: api.pay.com\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
      "POST http://api.pay.com/ HTTP/1.1\r\nHost: api.pay.com\r\nTransfer-Encoding: chunked\x0b\r\n\r\n0\r\n\r\n",
      "GET http://api.pay.com/ HTTP/1.1\nHost: api.pay.com\n\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      `GET http://api.pay.com/ HTTP/1.1\r\nHost: api.pay.com\r\nX: ${"x".repeat(40_000)}\r\n\r\n`,
    ];
    for (const bytes of odd) expect(await bench.send(bytes)).toMatch(/^HTTP\/1.1 400/);
    expect(bench.seen).toEqual([]);
    expect(bench.requests.map(({ refused }) => refused)).toEqual(odd.map(() => "it cannot be read"));
  });

  test("a connection inside of another", async () => {
    await using bench = await open(["GET api.pay.com"], (_, response) => response.end("done"));
    await ask(bench, "CONNECT api.pay.com:443");
    expect(bench.requests).toMatchObject([
      { host: "api.pay.com", method: "CONNECT", refused: "no connection is opened inside of another" },
    ]);
  });
});

describe("a host of the company's own network", () => {
  const plain = (host: string, port = "") => `GET http://${host}${port}/ HTTP/1.1\r\nHost: ${host}${port}\r\nConnection: close\r\n\r\n`;
  const openPrivate = async (answers: readonly string[], privateHosts: readonly string[], network = ["git.corp.example.com"]) => {
    const outside = openOutside();
    outside.name("git.corp.example.com", answers);
    for (const address of answers) await outside.serveHttp(address, 80, (_, response) => response.end("inside"));
    return openBench(network, { outside, options: { privateHosts } });
  };

  test("is reached where the operator names it and the step may", async () => {
    await using bench = await openPrivate(["10.1.2.3", "fd12::9"], ["git.corp.example.com"]);
    expect(await bench.send(plain("git.corp.example.com"))).toContain("inside");
  });

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["a plan alone names it", ["10.1.2.3"], [], ["git.corp.example.com"]],
    ["only the operator names it", ["10.1.2.3"], ["git.corp.example.com"], ["api.other.com"]],
    ["another port was named", ["10.1.2.3"], ["git.corp.example.com:8443"], ["git.corp.example.com"]],
    ["another host was named", ["10.1.2.3"], ["*.git.corp.example.com"], ["git.corp.example.com"]],
    ["it leads to this machine", ["127.0.0.1"], ["git.corp.example.com"], ["git.corp.example.com"]],
    ["it leads to a cloud's metadata", ["169.254.169.254"], ["git.corp.example.com"], ["git.corp.example.com"]],
    ["it leads there in part", ["10.1.2.3", "127.0.0.1"], ["git.corp.example.com"], ["git.corp.example.com"]],
  ])("is not reached where %s", async (_why, answers, privateHosts, network) => {
    await using bench = await openPrivate(answers, privateHosts, [...network]);
    expect(await bench.send(plain("git.corp.example.com"))).toContain("HTTP/1.1 403");
    expect(bench.outside.dials).toEqual([]);
  });
});
