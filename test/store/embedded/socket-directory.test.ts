import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { findServant, isRoot, ourselves } from "../../../src/host/account.ts";
import { prepareSocketDirectory } from "../../../src/store/embedded/socket-directory.ts";

const parent = mkdtempSync(join(tmpdir(), "socket-directory-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
let directory = "";
beforeEach((context) => {
  directory = join(parent, context.task.id);
});

test("a socket's directory is made for nobody but us, and taken again the next time", async () => {
  await prepareSocketDirectory(directory, null);
  await prepareSocketDirectory(directory, null);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(directory).uid).toBe(ourselves().uid);
});

test.each([
  {
    what: "others can write to",
    make: () => {
      mkdirSync(directory);
      chmodSync(directory, 0o777);
    },
  },
  {
    what: "others can enter",
    make: () => {
      mkdirSync(directory);
      chmodSync(directory, 0o711);
    },
  },
  {
    what: "is a link to a good one",
    make: () => {
      mkdirSync(`${directory}.real`, { mode: 0o700 });
      symlinkSync(`${directory}.real`, directory);
    },
  },
  { what: "is no directory", make: () => writeFileSync(directory, "", { mode: 0o600 }) },
])("one that $what is refused, with the cure", async ({ make }) => {
  make();
  await expect(prepareSocketDirectory(directory, null)).rejects.toMatchObject({ code: "database", message: /remove it/ });
});

test.runIf(isRoot())("one that another account made first is refused, even when it is private", async () => {
  mkdirSync(directory, { mode: 0o700 });
  chownSync(directory, 54321, 54321);
  await expect(prepareSocketDirectory(directory, null)).rejects.toMatchObject({ code: "database" });
  await expect(prepareSocketDirectory(directory, findServant())).rejects.toMatchObject({ code: "database" });
});

test.runIf(isRoot() && findServant() !== null)("root gives it to the account the server runs as", async () => {
  const servant = findServant();
  await prepareSocketDirectory(directory, servant);
  await prepareSocketDirectory(directory, servant);
  expect(statSync(directory)).toMatchObject({ uid: servant?.uid, gid: servant?.gid });
});
