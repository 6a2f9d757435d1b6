import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { readAudit } from "../../../src/store/audit/trail.ts";
import { openDatabase } from "../../../src/store/database.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { servers } from "../../fixtures/databases.ts";
import { ask } from "../../fixtures/embedded-users.ts";

const shipped = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** The migrations as they were before the audit became a chain. */
async function earlierMigrations(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "adjutant-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(shipped, folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal: { entries: readonly { tag: string }[] } = JSON.parse(await readFile(file, "utf8"));
  const chain = journal.entries.findIndex((entry) => entry.tag.endsWith("_audit_chain"));
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, chain) }));
  return folder;
}

describe.each(servers)("an audit from before there were chains, on $name", ({ start }) => {
  test("keeps its order, and what it told, in front of what is sealed", async () => {
    const given = await (await start()).database();
    onTestFinished(() => given.drop());
    await migrate(given.address, await earlierMigrations());
    await ask(
      given.address,
      `alter table audit drop constraint audit_task_tasks_id_fk;
       insert into audit (task, action, by, detail, epoch, at) values
         ('tsk_1', 'asked', 'slack:U1', '{"words": ["lgtm", null]}', 1, '2026-01-02T03:04:05.678901Z'),
         ('tsk_2', 'asked', null, null, 1, now()),
         ('tsk_1', 'plan.made', null, null, 2, now())`,
    );
    const { db, close } = await openDatabase({ databaseUrl: given.url, home: "/nonexistent" });
    onTestFinished(close);
    expect(await readAudit(db, "tsk_1")).toMatchObject([
      {
        seq: 1,
        action: "asked",
        by: "slack:U1",
        epoch: 1,
        at: Date.parse("2026-01-02T03:04:05.679Z"),
        detail: { words: ["lgtm", null] },
        mac: null,
      },
      { seq: 2, action: "plan.made", by: null, epoch: 2, detail: null, mac: null },
    ]);
    expect(await readAudit(db, "tsk_2")).toMatchObject([{ seq: 1, action: "asked", detail: null }]);
  });
});
