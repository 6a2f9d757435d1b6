import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { NetworkRequest } from "../../src/domain/network-request.ts";
import { createEgress } from "../../src/egress/egress.ts";
import { openNetwork } from "../../src/egress/networked-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { openOutside, somewhere } from "../egress/outside.ts";
import { ending, hasProgram, openScene, printed } from "./scene.ts";

/** A scene with a network: `api.example.com` answers over HTTP and HTTPS, `other.example.com` exists and is never approved. */
async function openNetworked(create: () => Sandbox) {
  const outside = openOutside();
  for (const name of ["api.example.com", "other.example.com"]) outside.name(name);
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith("/repo/info/refs")) return response.end(`${"1".repeat(40)}\trefs/heads/main\n`);
    return response.end(`${request.method} ${request.url} at ${request.headers.host}\n`);
  };
  await outside.serveHttp(somewhere, 80, answer);
  await outside.serveHttps(somewhere, 443, "api.example.com", answer);
  const scene = await openScene(openNetwork(create(), createEgress({ world: outside.world })));
  await writeFile(join(scene.workspace, "outside.pem"), outside.authority, { mode: 0o644 });
  const requests: NetworkRequest[] = [];
  const run: typeof scene.run = (script, { grant = {}, ...rest } = {}) =>
    scene.run(script, {
      ...rest,
      onRequest: (request) => void requests.push(request),
      grant: { network: ["api.example.com"], ...grant },
    });
  return {
    ...scene,
    run,
    outside,
    requests,
    async [Symbol.asyncDispose]() {
      await scene[Symbol.asyncDispose]();
      await outside[Symbol.asyncDispose]();
    },
  };
}

const trusted = "/workspace/outside.pem";
const secured = "https://api.example.com";

/** Real programs, each with the way it is told what to trust of the test's own internet. */
const clients: readonly (readonly [string, string])[] = [
  ["curl", `curl -sS --cacert ${trusted} ${secured}/a && curl -sS http://api.example.com/a`],
  [
    "python3",
    `python3 -c 'import urllib.request as u; print(u.urlopen("http://api.example.com/a").read().decode() + u.urlopen("${secured}/a").read().decode())'`,
  ],
  // Older ones know nothing of a proxy: it is the bridge's own.
  [
    "node",
    `/run/net/node -e 'for (const s of ["http", "https"]) fetch(s + "://api.example.com/a").then((r) => r.text()).then(console.log)'`,
  ],
];

/** The way out of a run (sandbox.md: network), with real programs inside and real servers outside. */
export function describeNetwork(create: () => Sandbox): void {
  describe("an approved destination", () => {
    for (const [program, script] of clients) {
      test.runIf(hasProgram(create, program))(`is reached by ${program}, over HTTP and HTTPS`, async () => {
        await using scene = await openNetworked(create);
        const env = { SSL_CERT_FILE: trusted, NODE_EXTRA_CA_CERTS: trusted };
        const result = await scene.run(script, { grant: { env } });
        expect(printed(result).match(/GET \/a at api\.example\.com/g)).toHaveLength(2);
        expect(scene.requests.map(({ port, refused }) => [port, refused]).sort()).toEqual([
          [443, null],
          [80, null],
        ]);
      });
    }

    test.runIf(hasProgram(create, "git"))("is reached by git", async () => {
      await using scene = await openNetworked(create);
      const result = await scene.run(`git ls-remote ${secured}/repo`, { grant: { env: { GIT_SSL_CAINFO: trusted } } });
      expect(printed(result)).toContain(`${"1".repeat(40)}\trefs/heads/main`);
    });

    test.runIf(hasProgram(create, "curl"))(
      "is reached by programs that trust the run's own authority where rules are to be kept",
      async () => {
        await using scene = await openNetworked(create);
        const script = [
          ...clients.map(([program, text]) => (hasProgram(create, program) ? text.replace(`--cacert ${trusted} `, "") : "true")),
        ].join("; ");
        const result = await scene.run(script, { grant: { network: ["GET api.example.com/a"] } });
        expect(printed(result).match(/GET \/a at api\.example\.com/g)).toHaveLength(
          2 * clients.filter(([name]) => hasProgram(create, name)).length,
        );
        const refused = await scene.run(`curl -sS -X POST ${secured}/a; curl -sS ${secured}/b; curl -sS ${secured}/a/../b --path-as-is`, {
          grant: { network: ["GET api.example.com/a"] },
        });
        expect(printed(refused).match(/was not approved for this step/g)).toHaveLength(3);
      },
    );

    test.runIf(hasProgram(create, "curl"))("is reached whatever the command's own limits are", async () => {
      await using scene = await openNetworked(create);
      const limits = { processes: 4, openFiles: 16, memoryBytes: 32 * 1024 ** 2, fileBytes: 0 };
      expect(printed(await scene.run("curl -sS http://api.example.com/a", { limits }))).toContain("GET /a");
    });
  });

  describe("nothing else is reached with a network", () => {
    test("than what was approved: no other name, no address, no other port", async () => {
      await using scene = await openNetworked(create);
      const urls = [
        ...["http://other.example.com/", "https://other.example.com/", "http://api.example.com:8080/", "https://api.example.com:22/"],
        ...[`http://${somewhere}/`, "http://169.254.169.254/latest/meta-data", "http://2130706433/", "http://[::1]/", "http://localhost./"],
      ];
      const result = await scene.run(
        urls.map((url) => `curl -s -o /dev/null -w '%{http_code} %{http_connect}\\n' --noproxy '' '${url}'`).join("; "),
      );
      expect(
        printed(result)
          .trim()
          .split("\n")
          .filter((line) => !/\b40[03]\b/.test(line)),
      ).toEqual([]);
      expect(scene.outside.lookups).toEqual([]);
      expect(scene.requests.map(({ refused }) => refused)).toEqual(urls.map(() => expect.any(String)));
    });

    test("around the proxy: no route, no resolver, no interface", async () => {
      await using scene = await openNetworked(create);
      const result = await scene.run(
        `tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; tail -n +2 /proc/net/route; getent hosts api.example.com; cat /etc/resolv.conf; bash -c 'cat < /dev/tcp/1.1.1.1/80'; bash -c 'echo x > /dev/udp/8.8.8.8/53'`,
      );
      expect(printed(result)).toMatch(/^lo\n/);
      expect(printed(result).match(/^bash: line 1: \/dev.*unreachable/gm)).toHaveLength(2);
    });

    test("through the proxy: no service of the host's loopback", async () => {
      await using scene = await openNetworked(create);
      const server = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nHOST SERVICE")).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const port = typeof address === "object" ? address?.port : 0;
      try {
        const url = `http://127.0.0.1:${port}/`;
        expect((await scene.onHost(`curl -s ${url}`)).text).toContain("HOST SERVICE");
        const result = await scene.run(`curl -s --noproxy '' ${url}; curl -s ${url}; bash -c 'cat < /dev/tcp/127.0.0.1/${port}'`);
        expect(printed(result)).not.toContain("HOST SERVICE");
      } finally {
        server.close();
      }
    });

    test("and nothing approved is no proxy at all", async () => {
      await using scene = await openNetworked(create);
      const result = await scene.run("ls /run; env | grep -i proxy; bash -c 'cat < /dev/tcp/127.0.0.1/3128'", { grant: { network: [] } });
      expect(printed(result)).toContain("Connection refused");
      expect(printed(result)).not.toMatch(/net|proxy=/i);
    });
  });

  test("the way out is read-only, and ends with the command", async () => {
    await using scene = await openNetworked(create);
    const result = await scene.run("rm -f /run/net/proxy.sock; echo x > /run/net/bridge.cjs; touch /run/net/x; pgrep -f bridge.cjs", {
      limits: { timeoutMs: 60_000 },
    });
    expect(printed(result).match(/Read-only file system/g)).toHaveLength(3);
    const killed = await scene.run("curl -s http://api.example.com/a; exec sleep 1000", { limits: { timeoutMs: 4_000 } });
    expect(ending(killed)).toBe("killed: timeout");
    expect(printed(killed)).toContain("GET /a");
  });

  test("a destination that cannot be read refuses the run, and so does a network that nobody opened", async () => {
    await using scene = await openNetworked(create);
    expect(ending(await scene.run("echo ran", { grant: { network: ["10.0.0.1"] } }))).toMatch(/^refused: .*is an IP address/);
    await using bare = await openScene(create());
    const result = await bare.run("echo ran", { grant: { network: ["api.example.com:443"] } });
    expect(ending(result)).toBe("refused: this step needs the network (api.example.com:443), and no way to it was opened");
  });
}
