import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openRests } from "../../../src/adapters/discord/rests.ts";
import { isLacking, openWeb } from "../../../src/adapters/discord/web.ts";

type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };

/** An endpoint that answers all alike, and what it was asked. */
async function open(answer: (request: IncomingMessage) => Answer) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status, headers = { "content-type": "application/json" }, body } = answer(request);
    response.writeHead(status, headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const web = openWeb("a.b.c", `http://127.0.0.1:${port}/api`);
  return { asked, edit: (message = "2") => web.call("PATCH", `/channels/1/messages/${message}`, { body: {} }, z.unknown()), web };
}

const limited = (seconds: number, global = false): Answer => ({
  status: 429,
  body: JSON.stringify({ message: "You are being rate limited.", retry_after: seconds, global }),
});

test("what is refused for too many calls rests as long as the answer says, with a header or without, and so does all that is counted with it", async () => {
  const { asked, edit } = await open(() => limited(5));
  expect(await edit()).toEqual({ kind: "later", afterMs: 5_000 });
  expect(await edit("3")).toMatchObject({ kind: "later" });
  expect(asked).toHaveLength(1);
});

test("a limit that ends at once is waited for once, and no endpoint is asked without an end", async () => {
  const { asked, edit } = await open(() => limited(0.1));
  expect(await edit()).toEqual({ kind: "later", afterMs: 100 });
  expect(asked).toHaveLength(2);
});

test("a limit of all calls is a limit of all calls, and where nobody says for how long it is half a minute", async () => {
  const { asked, edit, web } = await open(() => ({ status: 429, headers: { "x-ratelimit-global": "true" }, body: "<html>slower</html>" }));
  expect(await edit()).toEqual({ kind: "later", afterMs: 30_000 });
  expect(await web.call("GET", "/users/@me", {}, z.unknown())).toMatchObject({ kind: "later" });
  expect(asked).toHaveLength(1);
});

test("after a token was refused no call is made with it for a while; those that carry a token of their own are", async () => {
  const { asked, edit, web } = await open(({ url }) =>
    url?.includes("/interactions/")
      ? { status: 200, body: "{}" }
      : { status: 401, body: JSON.stringify({ message: "401: Unauthorized", code: 0 }) },
  );
  expect(await edit()).toMatchObject({ kind: "later", why: "401: Unauthorized (0)" });
  expect(await web.call("GET", "/users/@me", {}, z.unknown())).toMatchObject({ kind: "later", why: "401: Unauthorized (0)" });
  expect(asked).toHaveLength(1);
  expect(await web.call("POST", "/interactions/1/token/callback", { auth: false, body: {} }, z.unknown())).toMatchObject({ kind: "ok" });
});

test.each([
  [404, "text/html", "<html>Not Found</html>"],
  [405, "text/html", "<html>Method Not Allowed</html>"],
  [501, "text/html", "<html>Not Implemented</html>"],
  [501, "application/json", "{}"],
  [404, "application/json", ""],
  [404, "application/json", '{"message":"404: Not Found","code":0}'],
] as const)("a %s of %s (%s) says that there is no such route", async (status, type, body) => {
  const { edit } = await open(() => ({ status, headers: { "content-type": type }, body }));
  const reply = await edit();
  expect(reply.kind === "refused" && isLacking(reply)).toBe(true);
});

test("what Discord itself does not find is no missing route", async () => {
  const { edit } = await open(() => ({ status: 404, body: JSON.stringify({ message: "Unknown Message", code: 10_008 }) }));
  const reply = await edit();
  expect(reply).toMatchObject({ kind: "refused", code: 10_008, why: "Unknown Message (10008)" });
  expect(reply.kind === "refused" && isLacking(reply)).toBe(false);
});

test.each([204, 200])("a %s of nothing that is called JSON is an answer where nothing more is wanted", async (status) => {
  const { asked, edit, web } = await open(() => ({ status, body: "" }));
  expect(await edit()).toEqual({ kind: "ok", value: undefined });
  expect(await web.call("POST", "/interactions/1/token/callback", { auth: false, body: {} }, z.unknown())).toMatchObject({ kind: "ok" });
  expect(asked).toHaveLength(2);
});

const posted = z.object({ id: z.string() });

test("where more is wanted than nothing the answer is lost", async () => {
  const { web } = await open(() => ({ status: 200, body: "" }));
  await expect(web.call("POST", "/channels/1/messages", { body: {} }, posted)).rejects.toThrow("does not answer");
});

test.each([
  ["GET", "/users/@me", {}],
  ["PATCH", "/channels/1/messages/2", {}],
  ["PUT", "/channels/1/messages/2/reactions/x/@me", {}],
  ["DELETE", "/channels/1/messages/2", {}],
  ["POST", "/channels/1/messages", { nonce: "a", enforce_nonce: true }],
  ["POST", "/channels/1/messages/2/threads", {}],
  ["POST", "/interactions/1/token/callback", {}],
] as const)("%s %s that meets with one trouble is made once more at once", async (method, route, body) => {
  let count = 0;
  const { asked, web } = await open(() => (count++ === 0 ? { status: 502, body: "<html>" } : { status: 200, body: '{"id":"3"}' }));
  expect(await web.call(method, route, method === "GET" ? {} : { body }, posted)).toEqual({ kind: "ok", value: { id: "3" } });
  expect(asked).toHaveLength(2);
});

test("what may be there twice then is not made once more, nor anything more often than that", async () => {
  const { asked, edit, web } = await open(() => ({ status: 502, body: "" }));
  await expect(web.call("POST", "/channels/1/messages", { body: {} }, posted)).rejects.toThrow("502");
  expect(asked).toHaveLength(1);
  await expect(edit()).rejects.toThrow("502");
  expect(asked).toHaveLength(3);
});

test.each([
  ["DELETE", "/channels/1/messages/2", 10_008],
  ["POST", "/interactions/1/token/callback", 40_060],
] as const)("%s %s whose answer is lost, and which is refused then as done before, is done", async (method, route, code) => {
  let count = 0;
  const { web } = await open(() =>
    count++ === 0 ? { status: 500, body: "" } : { status: 400, body: JSON.stringify({ message: "", code }) },
  );
  expect(await web.call(method, route, {}, z.unknown())).toMatchObject({ kind: "ok" });
});

test("calls that rest no more are forgotten", () => {
  const resting = new Map();
  const rests = openRests(resting);
  for (let n = 0; n < 1_000; n++) rests.note(`POST /webhooks/1/${n}`, { afterMs: 0 });
  rests.note("GET /users/@me", { afterMs: 60_000 });
  expect([...resting.keys()]).toEqual(["GET /users/@me"]);
  expect(rests.of("GET /users/@me")).not.toBeNull();
});
