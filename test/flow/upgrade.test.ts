import { randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { isEnded } from "../../src/domain/task.ts";
import { terminalPrincipal } from "../../src/host/principal.ts";
import { takeIn } from "../../src/orchestrator/intake.ts";
import { connect } from "../../src/store/address.ts";
import { migrate } from "../../src/store/migrate.ts";
import { loadTask } from "../../src/store/tasks.ts";
import { servers } from "../fixtures/databases.ts";
import { startProgram } from "../fixtures/program.ts";

const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));
const task = "tsk_00000000000000000000000001";

/** The first migration alone. */
async function firstVersion(root: string): Promise<string> {
  await mkdir(join(root, "meta"), { recursive: true });
  const journal = JSON.parse(await readFile(join(migrations, "meta/_journal.json"), "utf8"));
  await writeFile(join(root, "meta/_journal.json"), JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  await cp(join(migrations, "0000_first.sql"), join(root, "0000_first.sql"));
  return root;
}

test.each([
  ["waiting for its approval", { stage: "awaiting_approval", plan: "open", by: "null", step: "pending", attempt: "0" }],
  ["running", { stage: "executing", plan: "approved", by: "'mia'", step: "running", attempt: "1" }],
])("a task that the first version left %s is approved by today's rules and done", async (_, left) => {
  const database = await (await servers[0]?.start())?.database();
  if (!database) throw new Error("no server");
  const root = await mkdtemp(join(tmpdir(), "adjutant-upgrade-"));
  const source = join(root, "source");
  await mkdir(source);
  await writeFile(join(source, "a.txt"), "it was read");
  await migrate(database.address, await firstVersion(join(root, "first")));
  const me = terminalPrincipal();
  const values: Readonly<Record<string, string>> = { ...left, source, user: me.id, name: me.name };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const sql = connect(database.address, { max: 1, max_lifetime: null });
  await sql.unsafe(fill(await readFile(new URL("../fixtures/first-version.sql", import.meta.url), "utf8")));
  await sql.end();

  const program = await startProgram(database.url);
  onTestFinished(async () => {
    await program.close();
    await database.drop();
    await rm(root, { recursive: true, force: true });
  });
  const { db } = program.app.database;
  const load = async () => {
    const found = await loadTask(db, task);
    if (!found) throw new Error("the task is gone");
    return found;
  };
  const decided = new Set<string>();
  await expect
    .poll(
      async () => {
        const now = await load();
        const [open] = openApprovals(now.approvals).filter(({ id }) => !decided.has(id));
        if (open) await takeIn(db, { type: "decision", key: randomUUID(), by: me, approval: open.id, verb: "approve", text: null });
        decided.add(open?.id ?? "");
        return isEnded(now.stage);
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  expect(await load()).toMatchObject({
    stage: "completed",
    plan: { steps: [{ agents: [], manual: false, recited: false, result: { output: "it was read" } }] },
  });
});
