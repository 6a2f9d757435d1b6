import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHeads } from "../../../src/store/audit/heads.ts";
import { openSeals } from "../../../src/store/audit/key.ts";
import { useBench } from "../bench.ts";

const bench = useBench();
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "adjutant-key-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let files = 0;
let file: string;
beforeEach(async () => {
  files += 1;
  file = join(root, `${files}.key`);
  await bench().sql`delete from installation where key = 'audit_key'`;
});
const open = (given: string | null = null, at = file) => openSeals(bench().db, { file: at, given });

describe("the key of the audit", () => {
  test("is made once, for us alone, and stays", async () => {
    const [one, two] = [await open(), await open()];
    expect(two.mac("x")).toBe(one.mac("x"));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test("is no part of the database: only its fingerprint is", async () => {
    const { key } = await open();
    const facts = await bench().sql`select value from installation where key = 'audit_key'`;
    expect([...facts]).toEqual([{ value: key }]);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(await readFile(file, "utf8")).not.toContain(key);
  });

  test("of another machine is the same when it is given instead of the file", async () => {
    const { mac } = await open();
    const given = (await readFile(file, "utf8")).trim();
    expect((await open(given, join(root, "elsewhere"))).mac("x")).toBe(mac("x"));
  });

  test("missing or another than the one that the chains were begun with is refused in one line with the cure, and none is made", async () => {
    await open();
    const other = join(root, "other.key");
    await expect(open(null, other)).rejects.toMatchObject({
      code: "config",
      message: `this database's audit was begun with another key, and ${other} is not there: copy ${other} from the machine that made it, or set ADJUTANT_AUDIT_KEY to what is in it`,
    });
    await expect(stat(other)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(open("f".repeat(64))).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("ADJUTANT_AUDIT_KEY is another one"),
    });
  });

  test("that others can read, or that is no key, is refused", async () => {
    await open();
    await chmod(file, 0o640);
    await expect(open()).rejects.toMatchObject({ code: "config", message: expect.stringContaining(`chmod 600 ${file}`) });
    await writeFile(file, "cut sh");
    await chmod(file, 0o600);
    await expect(open()).rejects.toMatchObject({ code: "config", message: expect.stringContaining("expected the 64 hexadecimal digits") });
  });
});

describe("the heads", () => {
  const head = (seq: number) => ({ task: "tsk_1", seq, mac: "a".repeat(64) }) as const;

  test("are only ever added to, and a line that a crash cut short spoils no other", async () => {
    const directory = join(root, "heads");
    const heads = await openHeads(directory, fail);
    heads.note(head(1));
    const [day = ""] = await readdir(directory);
    const before = await readFile(join(directory, day), "utf8");
    await writeFile(join(directory, day), `${before}\ntsk_1 2 ${"a".repeat(20)}`);
    (await openHeads(directory, fail)).note(head(3));
    expect((await readFile(join(directory, day), "utf8")).startsWith(before)).toBe(true);
    expect(heads.read().get("tsk_1")).toEqual([head(1), head(3)]);
  });

  test("that cannot be written are told of, and hold up nothing", async () => {
    const directory = join(root, "gone");
    const told: unknown[] = [];
    const heads = await openHeads(directory, (error) => told.push(error));
    await rm(directory, { recursive: true });
    heads.note(head(1));
    expect(told).toMatchObject([{ code: "ENOENT" }]);
  });

  test("in a place where nothing can be made are a problem at the start", async () => {
    await writeFile(join(root, "file"), "");
    await expect(openHeads(join(root, "file", "heads"), fail)).rejects.toMatchObject({ code: "home" });
  });
});

function fail(error: unknown): never {
  throw error;
}
