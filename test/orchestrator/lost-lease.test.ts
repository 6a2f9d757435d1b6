import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { send, wordsFor } from "../store/bench.ts";
import { openStand, type Running, rowOf, run, type Stand, steal } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

/** An activation with one effect in flight. */
async function fly(rest: Parameters<typeof run>[3] = {}): Promise<Running> {
  const one = await run(stand, "want a", {}, rest);
  await one.probe.begins("a");
  return one;
}

test("a lost lease stops what runs, and the thief's row stays as it is", async () => {
  const one = await fly();
  await steal(stand.bench, one.actor);
  const stolen = await rowOf(stand.bench, one.actor);
  const a = await one.probe.begins("a");
  await a.aborted;
  a.end();
  expect(await one.activation.done).toEqual({ broke: false });
  expect(one.probe.applied).toEqual(["want a"]);
  expect(await rowOf(stand.bench, one.actor)).toEqual(stolen);
});

test("a result that arrives after the theft is written by nobody, even before the theft is noticed", async () => {
  const one = await fly();
  await steal(stand.bench, one.actor);
  (await one.probe.begins("a")).end();
  await one.activation.done;
  expect(one.probe.applied).toEqual(["want a"]);
});

test("words that arrive after the theft are left to the thief", async () => {
  const one = await fly();
  await steal(stand.bench, one.actor);
  await send(stand.bench.db, wordsFor(one.actor, "for the thief"));
  one.activation.poke();
  await (await one.probe.begins("a")).aborted;
  (await one.probe.begins("a")).end();
  await one.activation.done;
  expect(one.probe.applied).toEqual(["want a"]);
  const [row] = await stand.bench.sql`select count(*)::int as unread from inbox where actor = ${one.actor} and processed_at is null`;
  expect(row).toEqual({ unread: 1 });
});

test("a lease that is lost while nothing is left to do ends the activation at once", async () => {
  let looks = 0;
  const one = await run(stand, null, {
    load: async (_db, actor) => {
      await steal(stand.bench, actor);
      return [];
    },
    dueAt: () => {
      looks += 1;
      return null;
    },
  });
  await one.activation.done;
  expect(looks).toBeLessThan(5);
});

test("a database that does not answer at all stops what runs before the lease has run out", async () => {
  const gate = await openGate(`${new URL(stand.bench.databaseUrl).searchParams.get("host")}/.s.PGSQL.5432`);
  const url = new URL(stand.bench.databaseUrl);
  const { db, close } = await openDatabase({
    databaseUrl: `postgres://${url.username}:${url.password}@${gate.address}${url.pathname}`,
    home: "/nonexistent",
  });
  onTestFinished(close);
  onTestFinished(gate.open);
  const one = await fly({ db });
  gate.shut();
  const a = await one.probe.begins("a");
  await a.aborted;
  // Nobody else may have begun yet: a successor waits for the end of the lease and five seconds more.
  const [row] = await stand.bench.sql`select lease_until + interval '5 seconds' > now() as ours from actors where id = ${one.actor}`;
  expect(row).toEqual({ ours: true });
});

/** A way to the server that can be shut: connections stay up, and nothing passes any more. */
async function openGate(socketPath: string) {
  const pairs: { readonly near: Socket; readonly far: Socket }[] = [];
  let shut = false;
  const server = createServer((near) => {
    const far = createConnection(socketPath);
    pairs.push({ near, far });
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on("data", (chunk) => void (shut ? undefined : to.write(chunk)));
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const open = () => {
    server.close();
    for (const { near, far } of pairs) for (const one of [near, far]) one.destroy();
  };
  return {
    address: `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    shut: () => {
      shut = true;
    },
    open,
  };
}
