import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { openAttaching } from "../../../src/adapters/slack/attachments.ts";
import type { SlackFile } from "../../../src/adapters/slack/reading/news.ts";
import { openWeb } from "../../../src/adapters/slack/web.ts";

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const mia = { channel: "slack", id: "U1", name: "mia", groups: [] } as const;
const here = { channel: "slack", workspace: "T1", room: "C1", thread: "1.1" } as const;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

/** A Slack that gives files, somebody else, and what was attached in the end. */
async function open(mayAsk = true) {
  const asked: string[] = [];
  const elsewhere = await serve((request, response) => {
    asked.push(request.headers.authorization ?? "");
    response.end("theirs");
  });
  const slack = await serve((request, response) => {
    if (request.url === "/moved") response.writeHead(302, { location: `${elsewhere}/moved` }).end();
    else if (request.url === "/login") response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    else if (request.url === "/endless") response.end(Buffer.alloc(21 * 1024 ** 2));
    else response.end(`for ${request.headers.authorization}`);
  });
  const kept: string[] = [];
  const attaching = openAttaching(openWeb("xoxb-1", `${slack}/api/`), "xoxb-1", `${slack}/api/`, {
    mayAsk: async () => mayAsk,
    attach: async (_, { name, content }) => {
      kept.push(Buffer.from(content).toString());
      return name;
    },
    log: quiet,
  });
  const file = (name: string, url: string | null): SlackFile => ({ id: `F${name}`, name, mimetype: "text/csv", bytes: 10, url });
  const bring = (...files: readonly SlackFile[]) => attaching.bring(files, here, mia, 0);
  return { slack, elsewhere, asked, kept, file, bring };
}

test("a file is fetched from Slack with the token, and kept", async () => {
  const { slack, kept, file, bring } = await open();
  expect(await bring(file("a.csv", `${slack}/a`))).toBe("Attached, to be read at $STEPS/request/: a.csv");
  expect(kept).toEqual(["for Bearer xoxb-1"]);
});

test("the token goes nowhere else: not to another host, and not after a redirect", async () => {
  const { slack, elsewhere, asked, kept, file, bring } = await open();
  const said = await bring(
    file("a", `${elsewhere}/a`),
    file("b", `${slack}/moved`),
    file("c", "file:///etc/passwd"),
    file("d", "https://slack.com.example.org/d"),
    file("e", "http://files.slack.com/e"),
  );
  expect(said).toBe(
    "Attached, but not brought: a (it is not Slack's to give), b (Slack answers 302), c (it is not Slack's to give), d (it is not Slack's to give), e (it is not Slack's to give)",
  );
  expect([asked, kept]).toEqual([[], []]);
});

test("a page to log in is no file, and one that is larger than it said is not taken", async () => {
  const { slack, kept, file, bring } = await open();
  expect(await bring(file("a", `${slack}/login`), file("b", `${slack}/endless`))).toBe(
    "Attached, but not brought: a (Slack wants a login: the app needs files:read), b (it is too large)",
  );
  expect(kept).toEqual([]);
});

test("of many files the first ten are brought", async () => {
  const { slack, kept, file, bring } = await open();
  const said = await bring(...Array.from({ length: 12 }, (_, n) => file(`${n}.csv`, `${slack}/${n}`)));
  expect(kept).toHaveLength(10);
  expect(said).toContain("Attached, but not brought: 10.csv (only 10 are taken at once), 11.csv (only 10 are taken at once)");
});

test("what somebody attaches who may not ask for work is only named", async () => {
  const { slack, kept, file, bring } = await open(false);
  expect(await bring(file("a.csv", `${slack}/a`))).toBe("Attached, but not brought: a.csv (whoever attached it may not ask for work here)");
  expect(kept).toEqual([]);
});
