import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { openAttaching } from "../../../src/adapters/discord/attachments.ts";
import { attachmentName } from "../../../src/adapters/discord/look/files.ts";

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const mia = { channel: "discord", id: "1", name: "mia", groups: [] } as const;
const here = { channel: "discord", workspace: "1", room: "2", thread: "3" } as const;

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** Files beside an endpoint, and what was asked for and kept. */
async function open() {
  const asked: string[] = [];
  const kept: string[] = [];
  const answers: Readonly<Record<string, number>> = { "/gone": 404, "/moved": 302, "/late": 503 };
  const port = await serve((request, response) => {
    const url = request.url ?? "";
    asked.push(url);
    const status = url === "/late" && asked.filter((one) => one === url).length > 1 ? 200 : (answers[url] ?? 200);
    response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:9/" } : {});
    response.end(url === "/endless" ? Buffer.alloc(21 * 1024 ** 2) : "content");
  });
  const attaching = openAttaching("http://127.0.0.1:9/api", {
    mayAsk: async () => true,
    attach: async (_, { name }) => {
      kept.push(name);
      return name;
    },
    log: quiet,
  });
  const bring = (...urls: readonly string[]) =>
    attaching.bring(
      urls.map((url) => ({ id: url, name: url.split("/").at(-1) ?? "", mimetype: null, bytes: null, url })),
      here,
      mia,
      0,
    );
  return { origin: `http://127.0.0.1:${port}`, asked, kept, bring };
}

test("files of another endpoint may lie at another port of its host, and nowhere else", async () => {
  const { origin, kept, bring } = await open();
  const said = await bring(`${origin}/a.csv`, origin.replace("127.0.0.1", "localhost").concat("/b.csv"), "ftp://127.0.0.1/c.csv");
  expect(kept).toEqual(["a.csv"]);
  expect(said).toContain("b.csv (it is not Discord's to give), c.csv (it is not Discord's to give)");
});

test("what is too large, gone or elsewhere is asked for once, what fails on their side twice", async () => {
  const { origin, asked, kept, bring } = await open();
  const said = await bring(`${origin}/endless`, `${origin}/gone`, `${origin}/moved`, `${origin}/late`);
  expect(asked).toEqual(["/endless", "/gone", "/moved", "/late", "/late"]);
  expect(kept).toEqual(["late"]);
  expect(said).toContain("endless (it is too large), gone (Discord answers 404), moved (Discord answers 302)");
});

test.each([
  ["отчёт.pdf", "file.pdf"],
  ["résumé (2).pdf", "resume_2_.pdf"],
  ["../../etc/passwd", "_.._etc_passwd"],
  [`2-${"a".repeat(120)}.tar`, `2-${"a".repeat(94)}.tar`],
  ["", "file"],
])("a file called %s goes out as %s", (name, shown) => {
  expect(attachmentName(name)).toBe(shown);
});
