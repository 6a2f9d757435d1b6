import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findAccount, findServant } from "../../src/host/account.ts";

const directory = mkdtempSync(join(tmpdir(), "host-account-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function passwd(...lines: readonly string[]): string {
  const file = join(directory, "passwd");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

const root = "root:x:0:0:root:/root:/bin/bash";
const postgres = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";
const adjutant = "adjutant:x:997:996::/var/lib/adjutant:/usr/sbin/nologin";

test("an account is found by its whole name", () => {
  const file = passwd(root, "post:x:5:6::/:/bin/sh", postgres);
  expect(findAccount("postgres", file)).toEqual({ name: "postgres", uid: 101, gid: 104 });
  expect(findAccount("post", file)).toEqual({ name: "post", uid: 5, gid: 6 });
  expect(findAccount("pos", file)).toBeNull();
});

test("a line that is no account, and a file that is not there, hold none", () => {
  expect(findAccount("odd", passwd("odd:x:many:1::/:/bin/sh"))).toBeNull();
  expect(findAccount("short", passwd("short:x"))).toBeNull();
  expect(findAccount("root", join(directory, "missing"))).toBeNull();
});

test("root's servant is adjutant, else postgres, else nobody at all", () => {
  expect(findServant(passwd(root, postgres, adjutant))?.name).toBe("adjutant");
  expect(findServant(passwd(root, postgres))?.name).toBe("postgres");
  expect(findServant(passwd(root))).toBeNull();
});

test("an account named adjutant that is root in disguise is not taken", () => {
  expect(findServant(passwd("adjutant:x:0:0::/:/bin/sh"))).toBeNull();
});
