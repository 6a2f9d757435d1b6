import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findServant, isRoot } from "../../../src/host/account.ts";
import { chooseServerAccount } from "../../../src/store/embedded/account.ts";
import type { Places } from "../../../src/store/embedded/places.ts";
import { placesOf } from "../../../src/store/embedded/places.ts";

let parent = "";
let places: Places;
beforeEach(() => {
  parent = mkdtempSync("/tmp/server-account-");
  chmodSync(parent, 0o711);
  places = placesOf(join(parent, "home"), 0);
  mkdirSync(places.home, { mode: 0o700 });
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test.runIf(!isRoot())("a normal user runs the server as itself", async () => {
  expect(await chooseServerAccount(places)).toBeNull();
});

describe.runIf(isRoot() && findServant() !== null)("root", () => {
  const servant = findServant();

  test("hands the server to its servant, and lets nobody else into a private home", async () => {
    expect(await chooseServerAccount(places)).toEqual(servant);
    expect(statSync(places.home)).toMatchObject({ uid: 0, gid: servant?.gid });
    expect(statSync(places.home).mode & 0o777).toBe(0o710);
  });

  test("leaves a home alone that the servant can enter already", async () => {
    chmodSync(places.home, 0o755);
    await chooseServerAccount(places);
    expect(statSync(places.home)).toMatchObject({ uid: 0, gid: 0 });
    expect(statSync(places.home).mode & 0o777).toBe(0o755);
  });

  test("does not change a home that a group has a right to already", async () => {
    chmodSync(places.home, 0o750);
    await expect(chooseServerAccount(places)).rejects.toMatchObject({ code: "database", message: expect.stringContaining(places.home) });
    expect(statSync(places.home).mode & 0o777).toBe(0o750);
  });

  test("is told where else a home can be when its servant cannot get there", async () => {
    chmodSync(parent, 0o700);
    await expect(chooseServerAccount(places)).rejects.toMatchObject({
      code: "database",
      message: expect.stringMatching(`cannot enter ${parent}, above .*choose an ADJUTANT_HOME outside it`),
    });
  });

  test("hands existing data to the account that owns them, whoever the servant is by now", async () => {
    chmodSync(places.home, 0o711);
    mkdirSync(places.data, { mode: 0o700 });
    chownSync(places.data, 54321, 54322);
    expect(await chooseServerAccount(places)).toMatchObject({ uid: 54321, gid: 54322 });
  });

  test("does not run the server on data that are root's own", async () => {
    mkdirSync(places.data, { mode: 0o700 });
    await expect(chooseServerAccount(places)).rejects.toMatchObject({ code: "database", message: expect.stringContaining("chown -R") });
  });
});
