import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openInstallations } from "../../src/store/installations.ts";
import { useBench } from "./bench.ts";

const bench = useBench();
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "adjutant-installations-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let files = 0;
let file: string;
beforeEach(async () => {
  files += 1;
  file = join(root, `${files}.key`);
  await bench().sql`delete from app_installations`;
  await bench().sql`delete from installation where key = 'token_key'`;
});
const open = (channel = "slack", given: string | null = null) => openInstallations(bench().db, channel, { file, given });
const sealedOf = async (key: string) => (await bench().sql`select sealed from app_installations where key = ${key}`)[0]?.["sealed"];
const change = (key: string, sealed: string) => bench().sql`update app_installations set sealed = ${sealed} where key = ${key}`;

describe("what workspaces gave us", () => {
  test("is kept by workspace, in place of what was kept, and gone when it is removed", async () => {
    const kept = await open();
    await kept.keep("T1", { token: "one" });
    await kept.keep("T2", { token: "two" });
    await kept.keep("T1", { token: "three" });
    await (await open("elsewhere")).keep("T3", { token: "four" });
    const again = await open();
    expect(await again.list()).toEqual(["T1", "T2"]);
    expect(await again.find("T1")).toEqual({ token: "three" });
    await again.remove("T1");
    expect(await again.find("T1")).toBeNull();
    expect(await kept.list()).toEqual(["T2"]);
  });

  test("is in the database in no readable form, and the same is never sealed the same", async () => {
    const kept = await open();
    await kept.keep("T1", { token: "a very secret word" });
    const first = await sealedOf("slack:T1");
    expect(Buffer.from(first.split(".")[3], "base64url").toString("latin1")).not.toContain("secret");
    await kept.keep("T1", { token: "a very secret word" });
    expect(await sealedOf("slack:T1")).not.toBe(first);
  });

  test("is refused where a row was put in another's place, cut, or changed in any part", async () => {
    const kept = await open();
    await kept.keep("T1", { token: "one" });
    await kept.keep("T2", { token: "two" });
    const [one, two] = [await sealedOf("slack:T1"), await sealedOf("slack:T2")];
    const parts = String(one).split(".");
    const flipped = parts.map((_, at) => parts.map((part, index) => (index === at ? flip(part) : part)).join("."));
    for (const sealed of [two, one.slice(0, -4), parts.slice(0, 3).join("."), `${one}.AAAA`, "", ...flipped]) {
      await change("slack:T1", sealed);
      await expect(kept.find("T1")).rejects.toMatchObject({
        name: "Problem",
        message: "what is kept of the installation in slack:T1 was changed, or belongs elsewhere: install the app there once more",
      });
    }
    expect(await kept.find("T2")).toEqual({ token: "two" });
    await kept.keep("T1", { token: "new" });
    expect(await kept.find("T1")).toEqual({ token: "new" });
  });

  test("is opened by its own key alone: with another, or with none, nothing is made or overwritten", async () => {
    await (await open()).keep("T1", { token: "one" });
    const sealed = await sealedOf("slack:T1");
    await expect(open("slack", "cd".repeat(32))).rejects.toMatchObject({
      message: `the tokens in this database were sealed with another key, and ADJUTANT_TOKEN_KEY is another one: copy ${file} from the machine that made it, or set ADJUTANT_TOKEN_KEY to what is in it`,
    });
    await rm(file);
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining(`and ${file} is not there`) });
    await writeFile(file, "too short", { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining("expected the 64 hexadecimal digits of a token key") });
    expect(await sealedOf("slack:T1")).toBe(sealed);
  });

  test("gives secrets for other purposes that tell nothing of each other, the same at every start", async () => {
    const [one, two] = [await open(), await open()];
    expect(one.secret("oauth state")).toMatch(/^[0-9a-f]{64}$/);
    expect(one.secret("oauth state")).toBe(two.secret("oauth state"));
    expect(one.secret("oauth state")).not.toBe(one.secret("another"));
  });
});

/** The first character of a part is another one. */
function flip(part: string): string {
  return `${part.startsWith("A") ? "B" : "A"}${part.slice(1)}`;
}
