import { once } from "node:events";
import { connect as startTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { closed, openBench, readAll } from "./bench.ts";
import { openOutside, somewhere } from "./outside.ts";

const ok = "HTTP/1.1 200";
const close = "Connection: close\r\n\r\n";

async function openUsual(network: readonly string[] = ["api.example.com"]) {
  const outside = openOutside();
  outside.name("api.example.com");
  outside.name("other.example.com");
  const seen: string[] = [];
  const listener = (name: string) => async (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    seen.push(`${name} ${request.method} ${request.url} ${request.headers.host} ${body}`);
    response.end(`hello from ${name}`);
  };
  await outside.serveHttp(somewhere, 80, listener("http"));
  await outside.serveHttps(somewhere, 443, "api.example.com", listener("https"));
  const bench = await openBench(network, { outside });
  return { ...bench, seen, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

describe("plain HTTP", () => {
  test("to an approved host is sent on, with what is meant for the proxy taken out, and told", async () => {
    await using bench = await openUsual();
    const answer = await bench.send(
      `POST http://api.example.com/a?b=c HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 4\r\nProxy-Authorization: x\r\nConnection: close, x-hop\r\nX-Hop: 1\r\n\r\nbody`,
    );
    expect(answer).toContain(ok);
    expect(answer).toContain("hello from http");
    expect(bench.seen).toEqual(["http POST /a?b=c api.example.com body"]);
    expect(bench.requests).toEqual([
      expect.objectContaining({ host: "api.example.com", port: 80, method: "POST", path: "/a", status: 200, refused: null, secrets: [] }),
    ]);
    expect(bench.requests[0]?.sent).toBeGreaterThan(4);
    expect(bench.requests[0]?.received).toBeGreaterThan(4);
  });

  test.each([
    ["a host that was not approved", "GET http://other.example.com/ HTTP/1.1\r\nHost: other.example.com\r\n", "403"],
    ["a port that was not approved", "GET http://api.example.com:8080/ HTTP/1.1\r\nHost: api.example.com:8080\r\n", "403"],
    ["an address", "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n", "400"],
    ["an address in decimal", "GET http://2130706433/ HTTP/1.1\r\nHost: 2130706433\r\n", "400"],
    ["an IPv6 address", "GET http://[::1]/ HTTP/1.1\r\nHost: [::1]\r\n", "400"],
    ["localhost", "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n", "400"],
    ["a dot at the end", "GET http://api.example.com./ HTTP/1.1\r\nHost: api.example.com.\r\n", "400"],
    ["a user before the host", "GET http://api.example.com@other.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n", "400"],
    ["a backslash in the host", "GET http://api.example.com\\.other.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n", "400"],
    ["another Host than the one it goes to", "GET http://api.example.com/ HTTP/1.1\r\nHost: other.example.com\r\n", "400"],
    ["two Hosts", "GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\nHost: other.example.com\r\n", "400"],
    ["no Host", "GET http://api.example.com/ HTTP/1.1\r\n", "400"],
    ["a path of its own", "GET / HTTP/1.1\r\nHost: api.example.com\r\n", "400"],
    ["https in plain", "GET https://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n", "400"],
    ["another protocol", "GET ftp://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n", "400"],
    ["TRACE", "TRACE http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n", "403"],
  ])("%s is refused, before any name is looked up", async (_what, head, status) => {
    await using bench = await openUsual();
    expect(await bench.send(head + close)).toContain(`HTTP/1.1 ${status}`);
    expect(bench.outside.lookups).toEqual([]);
    expect(bench.seen).toEqual([]);
  });

  test.each([
    ["two lengths", "Content-Length: 4\r\nContent-Length: 60\r\n\r\nbody"],
    [
      "a length and chunks",
      "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://api.example.com/smuggled HTTP/1.1\r\nHost: api.example.com\r\n\r\n",
    ],
    ["chunks under another name", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
    ["a name with a space", "Content-Length : 4\r\n\r\nbody"],
    ["a folded header", "X: 1\r\n 2\r\n\r\n"],
    ["a bare line feed in a chunk", "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"],
    ["headers without end", `X: ${"a".repeat(40_000)}\r\n\r\n`],
  ])("%s is refused, and nothing of it is sent on", async (_what, rest) => {
    await using bench = await openUsual();
    const answer = await bench.send(`POST http://api.example.com/first HTTP/1.1\r\nHost: api.example.com\r\n${rest}`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(bench.seen.filter((line) => line.includes("smuggled"))).toEqual([]);
  });

  test("an offer to speak another protocol is not passed on", async () => {
    const outside = openOutside();
    outside.name("api.example.com");
    const seen: unknown[] = [];
    await outside.serveHttp(somewhere, 80, (request, response) => {
      seen.push(request.headers.upgrade);
      response.end("plain");
    });
    await using bench = await openBench(["api.example.com"], { outside });
    const head =
      "GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n";
    expect(await bench.send(head)).toContain("plain");
    expect(seen).toEqual([undefined]);
  });

  test("what Node would not send is refused, and leaves no connection", async () => {
    await using bench = await openUsual();
    const answer = await bench.send("GET http://api.example.com/a\xffb HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400)/);
  });

  test("each request on a connection is decided by itself", async () => {
    await using bench = await openUsual();
    const answer = await bench.send(
      `GET http://api.example.com/1 HTTP/1.1\r\nHost: api.example.com\r\n\r\nGET http://other.example.com/2 HTTP/1.1\r\nHost: other.example.com\r\n\r\n`,
    );
    expect(answer).toMatch(/HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 403/);
    expect(bench.seen).toEqual(["http GET /1 api.example.com "]);
  });

  test("an answer that leads elsewhere is brought back as it is, and where it leads is decided anew", async () => {
    const outside = openOutside();
    outside.name("api.example.com");
    await outside.serveHttp(somewhere, 80, (_, response) => response.writeHead(302, { Location: "http://169.254.169.254/" }).end());
    await using bench = await openBench(["api.example.com"], { outside });
    const answer = await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`);
    expect(answer).toContain("HTTP/1.1 302");
    expect(outside.dials).toEqual([`${somewhere}:80`]);
  });
});

describe("a name", () => {
  test.each([
    [["127.0.0.1"]],
    [["169.254.169.254"]],
    [["10.1.2.3"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [[somewhere, "192.168.0.1"]],
    [["64:ff9b::7f00:1"]],
  ])("that leads to %j is dialled at none of them", async (addresses) => {
    await using bench = await openUsual();
    bench.outside.name("api.example.com", addresses);
    expect(await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`)).toContain("HTTP/1.1 403");
    await expect(bench.connectTo("api.example.com:443")).rejects.toThrow("not on the public internet");
    expect(bench.outside.dials).toEqual([]);
  });

  test("that leads to this very machine is not dialled, however public its address is", async () => {
    const outside = openOutside();
    outside.name("api.example.com");
    const world = { ...outside.world, ownAddresses: () => [somewhere] };
    await using bench = await openBench(["api.example.com"], { outside, options: { world } });
    await expect(bench.connectTo("api.example.com:443")).rejects.toThrow("not on the public internet");
  });

  test("that answers otherwise the second time leads only to what was checked", async () => {
    await using bench = await openUsual();
    bench.outside.name("api.example.com", [somewhere], ["127.0.0.1"]);
    expect(await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`)).toContain(ok);
    expect(await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`)).toContain("HTTP/1.1 403");
    expect(bench.outside.lookups).toHaveLength(2);
    expect(bench.outside.dials).toEqual([`${somewhere}:80`]);
  });

  test("below a wildcard is reached, the wildcard's own is not", async () => {
    await using bench = await openUsual(["*.example.com"]);
    expect(await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`)).toContain(ok);
    expect(await bench.send(`GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n${close}`)).toContain("HTTP/1.1 403");
  });
});

describe("CONNECT", () => {
  test("to an approved host carries TLS to it, as it is", async () => {
    await using bench = await openUsual();
    const socket = await bench.connectTo("api.example.com:443");
    const tls = startTls({ socket, servername: "api.example.com", ca: bench.outside.authority });
    tls.write(`GET / HTTP/1.1\r\nHost: api.example.com\r\n${close}`);
    expect(await readAll(tls)).toContain("hello from https");
    await bench.close();
    expect(bench.requests).toEqual([expect.objectContaining({ method: "CONNECT", host: "api.example.com", port: 443, refused: null })]);
  });

  test.each([
    "other.example.com:443",
    "api.example.com:22",
    "api.example.com:0",
    "api.example.com:99999",
    "api.example.com",
    "127.0.0.1:443",
    "[::1]:443",
    "0x7f.1:443",
    "2130706433:443",
    "localhost:443",
    "api.example.com.:443",
    "x@api.example.com:443",
    "api.example.com:443/x",
    "%61pi.example.com:443",
    "",
  ])("%s is refused", async (authority) => {
    await using bench = await openUsual();
    const answer = await bench.send(`CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[03]/);
    expect(bench.outside.lookups).toEqual([]);
  });

  test("with another name inside is broken off before anything is sent on", async () => {
    await using bench = await openUsual();
    const received: Buffer[] = [];
    await bench.outside.serveTcp(somewhere, 443, (socket) => socket.on("data", (chunk) => void received.push(chunk)));
    for (const options of [{ servername: "other.example.com" }, {}]) {
      const socket = await bench.connectTo("api.example.com:443");
      const tls = startTls({ socket, rejectUnauthorized: false, ...options }).on("error", () => {});
      await closed(tls);
    }
    expect(received).toEqual([]);
    expect(bench.requests.map(({ refused }) => refused)).toEqual(["TLS inside asks for another name", "TLS inside asks for another name"]);
  });

  test.each([
    ["plain HTTP on the port of HTTPS", "GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n"],
    ["SSH", "SSH-2.0-x\r\n"],
    ["a record that is no handshake", "\x17\x03\x03\x00\x05hello"],
    ["a ServerHello", "\x16\x03\x03\x00\x04\x02\x00\x00\x00"],
    ["a broken ClientHello", `\x16\x03\x01\x00\x30\x01\x00\x00\x2c${"\xff".repeat(44)}`],
    ["an endless one", `\x16\x03\x01\x40\x00\x01\x0f\xff\xff${"\x00".repeat(40_000)}`],
  ])("followed by %s is broken off", async (_what, bytes) => {
    await using bench = await openUsual();
    const received: Buffer[] = [];
    await bench.outside.serveTcp(somewhere, 443, (socket) => socket.on("data", (chunk) => void received.push(chunk)));
    const socket = await bench.connectTo("api.example.com:443");
    socket.write(bytes, "latin1");
    expect(await readAll(socket)).toBe("");
    expect(received).toEqual([]);
    expect(bench.requests.map(({ refused }) => refused)).toEqual([expect.stringMatching(/not TLS|another name/)]);
  });

  test("to the port of plain HTTP has each request looked into", async () => {
    await using bench = await openUsual();
    const socket = await bench.connectTo("api.example.com:80");
    socket.write("GET /1 HTTP/1.1\r\nHost: api.example.com\r\n\r\nGET /2 HTTP/1.1\r\nHost: other.example.com\r\n\r\n");
    expect(await readAll(socket)).toMatch(/HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 400/);
    expect(bench.seen).toEqual(["http GET /1 api.example.com "]);
    const nested = await bench.connectTo("api.example.com:80");
    nested.write("GET /1 HTTP/1.1\r\nHost: api.example.com\r\n\r\nCONNECT api.example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await readAll(nested)).not.toContain("established");
  });

  test("a ClientHello in many pieces is put together", async () => {
    await using bench = await openUsual();
    const socket = await bench.connectTo("api.example.com:443");
    const { Duplex } = await import("node:stream");
    const slowly = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        for (const byte of chunk) socket.write(Buffer.of(byte));
        done();
      },
    });
    socket.on("data", (chunk) => slowly.push(chunk));
    const tls = startTls({ socket: slowly, servername: "api.example.com", ca: bench.outside.authority });
    await once(tls, "secureConnect");
    tls.destroy();
  });
});

describe("one client", () => {
  test("that sends its headers slowly, or fills connections, keeps nobody else from being served", async () => {
    await using bench = await openUsual();
    const slow = Array.from({ length: 100 }, () => bench.dial());
    for (const socket of slow) socket.write("GET http://api.example.com/ HTTP/1.1\r\nX: ");
    expect(await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`)).toContain(ok);
    const more = Array.from({ length: 100 }, () => bench.dial());
    await Promise.all(more.slice(60).map((socket) => readAll(socket)));
    for (const socket of [...slow, ...more]) socket.destroy();
  });

  test("that asks without waiting for answers has only so many requests at once", async () => {
    const outside = openOutside();
    outside.name("api.example.com");
    const { promise: go, resolve: release } = Promise.withResolvers<void>();
    await outside.serveHttp(somewhere, 80, async (_, response) => {
      await go;
      response.end();
    });
    await using bench = await openBench(["api.example.com"], { outside });
    const socket = bench.dial();
    socket.write("GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n\r\n".repeat(300));
    const answers = readAll(socket);
    const other = await bench.send(`GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n${close}`);
    expect(other).toContain("HTTP/1.1 503");
    expect(outside.dials.length).toBeLessThanOrEqual(64);
    release();
    await answers;
  });

  test("that does not read holds up only itself, and costs no memory", async () => {
    const outside = openOutside();
    outside.name("api.example.com");
    let written = 0;
    await outside.serveHttp(somewhere, 80, (_, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (written < 512 * 1024 ** 2 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return response.once("drain", more);
        }
        return response.end();
      };
      more();
    });
    await using bench = await openBench(["api.example.com"], { outside });
    const deaf = bench.dial().pause();
    deaf.write("GET http://api.example.com/ HTTP/1.1\r\nHost: api.example.com\r\n\r\n");
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(written).toBeLessThan(64 * 1024 ** 2);
    deaf.destroy();
  });
});

test("nothing of a run's proxy is left after it, and what is under way ends with it", async () => {
  const bench = await openUsual();
  await bench.outside.serveTcp(somewhere, 8443, () => {});
  const socket = bench.dial();
  socket.write("GET http://api.example.com/ HTTP/1.1\r\nX: ");
  await once(socket, "connect");
  const ended = closed(socket);
  await bench.close();
  await ended;
  const late = bench.dial();
  await closed(late);
  const { existsSync } = await import("node:fs");
  const { dirname } = await import("node:path");
  expect(existsSync(dirname(bench.socket))).toBe(false);
  await bench.outside[Symbol.asyncDispose]();
});
