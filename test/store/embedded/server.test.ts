import { once } from "node:events";
import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EmbeddedHome } from "../../fixtures/embedded-users.ts";
import { ask, killAll, listActors, makeHome } from "../../fixtures/embedded-users.ts";

describe.each(await listActors())("the embedded database of $actor", ({ account }) => {
  describe("in a home without one", () => {
    let home: EmbeddedHome;
    beforeEach(() => {
      home = makeHome(account);
    });
    afterEach(() => home.remove());

    test("is made once when four come at the same time", async () => {
      const users = await Promise.all([home.join(), home.join(), home.join(), home.join()]);
      const answers = await Promise.all(users.map((user) => ask(user.address, "select pg_postmaster_start_time() as since")));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      await Promise.all(users.map((user) => user.leave()));
      expect(await home.servers()).toEqual([]);
    });

    test("is reached where the home's path is too long for a socket", async () => {
      const deep = makeHome(account, join("x".repeat(60), "y".repeat(60)));
      try {
        const user = await deep.join();
        await expect(ask(user.address, "select 1")).resolves.toHaveLength(1);
        expect(user.address.host).toMatch(/^\/tmp\/adjutant-\d+-[0-9a-f]+$/);
        await user.leave();
        expect(await deep.servers()).toEqual([]);
      } finally {
        await deep.remove();
      }
    });

    test("is made anew when the first attempt was killed in the middle", async () => {
      const first = home.spawn();
      const unfinished = async () => (await readdir(home.places.home).catch(() => [])).filter((name) => name.startsWith("postgres.new-"));
      await expect.poll(unfinished, { interval: 5, timeout: 30_000 }).toHaveLength(1);
      first.kill("SIGKILL");
      await once(first, "exit");
      const user = await home.join();
      await expect(ask(user.address, "select 1")).resolves.toHaveLength(1);
    });
  });

  describe("in a home that has one", () => {
    const home = makeHome(account);
    afterEach(() => home.killAll());
    afterAll(() => home.remove());

    test("is in UTF-8 and UTC, durable, and reachable by its socket only", async () => {
      const user = await home.join();
      const names = ["server_encoding", "TimeZone", "listen_addresses", "fsync"];
      const [row] = await ask(user.address, `select ${names.map((name) => `current_setting('${name}') as "${name}"`)}`);
      expect(row).toEqual({ server_encoding: "UTF8", TimeZone: "UTC", listen_addresses: "", fsync: "on" });
      expect(user.address.host).toBe(home.places.socket);
    });

    test("lets in only who knows the password, which nobody else can read", async () => {
      const user = await home.join();
      await expect(ask({ ...user.address, password: "guess" }, "select 1")).rejects.toMatchObject({ code: "28P01" });
      const modes = await Promise.all([home.places.password, home.places.socket, home.places.data].map((path) => stat(path)));
      expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o700, 0o700]);
    });

    test("says what the server says when it does not start", async () => {
      await (await home.join()).leave();
      const control = join(home.places.data, "global/pg_control");
      await rename(control, `${control}.away`);
      const refused = expect(home.join()).rejects.toThrow(/did not start \(.*pg_control.*\): see .*postgres\.log$/);
      await refused.finally(() => rename(`${control}.away`, control));
      await expect(ask((await home.join()).address, "select 1")).resolves.toHaveLength(1);
    });

    test("runs on while anybody uses it, and stops with the last who leaves", async () => {
      const first = await home.join();
      const second = await home.join();
      expect(await first.leave()).toBe(0);
      await expect(ask(second.address, "select 1")).resolves.toHaveLength(1);
      expect(await second.leave()).toBe(0);
      expect(await home.servers()).toEqual([]);
    });

    test("outlives a user that is killed, and is stopped by the next who comes and goes", async () => {
      const killed = await home.join();
      const postmaster = await home.postmaster();
      await killed.kill();
      const next = await home.join();
      expect(await home.postmaster()).toBe(postmaster);
      await next.leave();
      expect(await home.servers()).toEqual([]);
    });

    test.each([
      { what: "its postmaster", kill: async () => void process.kill(await home.postmaster(), "SIGKILL") },
      { what: "its postmaster and all of its children", kill: () => killAll(home.places.data) },
    ])("keeps what was committed when $what is killed", async ({ kill }) => {
      const user = await home.join();
      await ask(user.address, "create table if not exists kept as select 42 as answer");
      await kill();
      const next = await home.join();
      expect(await ask(next.address, "select answer from kept")).toEqual([{ answer: 42 }]);
      await user.leave();
      await expect(ask(next.address, "select 1")).resolves.toHaveLength(1);
      await next.leave();
      expect(await home.servers()).toEqual([]);
    });

    test("ends a child of a killed postmaster that is too busy to notice", async () => {
      const user = await home.join();
      const endless = ask(user.address, "do $$ begin loop end loop; end $$");
      const interrupted = expect(endless).rejects.toThrow();
      await expect
        .poll(() => ask(user.address, "select 1 from pg_stat_activity where query like 'do %' and state = 'active'"))
        .toHaveLength(1);
      process.kill(await home.postmaster(), "SIGKILL");
      const next = await home.join();
      await interrupted;
      await expect(ask(next.address, "select 1")).resolves.toHaveLength(1);
    });

    test("starts although its lock files name a process that is somebody else's by now", async () => {
      await (await home.join()).kill();
      const { data, socket } = home.places;
      const files = [join(data, "postmaster.pid"), join(socket, ".s.PGSQL.5432.lock")];
      const contents = await Promise.all(files.map((file) => readFile(file, "utf8")));
      await killAll(data);
      // A process of the server's own account, which PostgreSQL cannot tell from a server.
      const stranger = home.spawn();
      await Promise.all(files.map((file, n) => writeFile(file, String(contents[n]).replace(/^\d+/, String(stranger.pid)))));
      await expect(ask((await home.join()).address, "select 1")).resolves.toHaveLength(1);
    });
  });
});
