import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureCluster, readAddress } from "../../../src/store/embedded/cluster.ts";
import type { Places } from "../../../src/store/embedded/places.ts";
import { placesOf } from "../../../src/store/embedded/places.ts";

const binaries = { initdb: "/bin/false", postgres: "/bin/false", major: "18" };
let places: Places;
beforeEach(() => {
  places = placesOf(mkdtempSync("/tmp/cluster-"), 0);
});
afterEach(() => rmSync(places.home, { recursive: true, force: true }));

function pretendData(version: string): void {
  mkdirSync(places.data);
  writeFileSync(join(places.data, "PG_VERSION"), `${version}\n`);
}

test("data of another major version are left alone, and the cure is told", async () => {
  pretendData("17");
  await expect(ensureCluster(places, binaries, null)).rejects.toMatchObject({
    code: "database",
    message: expect.stringMatching(/made by PostgreSQL 17 and this adjutant brings 18: export it/),
  });
  expect(readdirSync(places.data)).toEqual(["PG_VERSION"]);
});

test("a directory that holds something else is left alone", async () => {
  mkdirSync(places.data);
  writeFileSync(join(places.data, "thesis.txt"), "");
  await expect(ensureCluster(places, binaries, null)).rejects.toMatchObject({ message: expect.stringContaining("move it away") });
  expect(readdirSync(places.data)).toEqual(["thesis.txt"]);
});

test("an initdb that fails leaves nothing behind, and neither does one that was interrupted earlier", async () => {
  mkdirSync(join(places.home, "postgres.new-abcdef", "data"), { recursive: true });
  await expect(ensureCluster(places, binaries, null)).rejects.toMatchObject({
    code: "database",
    message: `initdb could not make ${places.data}: it ended with 1`,
  });
  expect(readdirSync(places.home)).toEqual([]);
});

test("there is no address without data, and a lost password is told as what it is", async () => {
  expect(await readAddress(places)).toBeNull();
  pretendData("18");
  await expect(readAddress(places)).rejects.toMatchObject({
    code: "database",
    message: expect.stringContaining("restore it from your backup"),
  });
});
