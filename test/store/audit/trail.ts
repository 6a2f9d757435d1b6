import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { governingState } from "../../../src/domain/audit.ts";
import type { TaskId } from "../../../src/domain/id.ts";
import type { Task } from "../../../src/domain/task.ts";
import { type AuditTrail, addAudit, eraseBodies, openTrail, readAudit } from "../../../src/store/audit/trail.ts";
import { catchUp, type Verdict, verifyAll, verifyChain } from "../../../src/store/audit/verification.ts";
import { type Reader, transact } from "../../../src/store/transaction.ts";
import { cleaned } from "../../fixtures/cleaned.ts";
import { type Bench, makeTask, type OpenBench } from "../bench.ts";
import { type Tamper, tamperings } from "./tampering.ts";

/** The audit: one keyed chain per task that nobody changes unseen (product: 2.9). */
export function describeAudit(open: OpenBench): void {
  describe("the audit", () => {
    let bench: Bench;
    let db: Reader;
    let root: string;
    let trail: AuditTrail;
    let task: Task;
    beforeAll(async () => {
      bench = await open();
      db = bench.db;
      root = await mkdtemp(join(tmpdir(), "adjutant-audit-"));
      trail = await openTrail(db, { file: join(root, "key"), given: null, headsDirectory: join(root, "heads") }, raise);
    });
    afterAll(async () => {
      await bench.close();
      await rm(root, { recursive: true, force: true });
    });
    beforeEach(async () => {
      task = await makeTask(db);
    });

    const add = (actions: readonly string[], { by = trail, client = db, of = task } = {}) => {
      const state = governingState(of, by.seals);
      const notes = actions.map((action) => ({ action, by: "slack:U1", detail: cleaned({ said: action, words: ["lgtm", null, 1.5] }) }));
      return transact(client, (tx) =>
        addAudit(tx, by, { task: of.id, epoch: 7, at: 1_767_323_045_678, before: state, after: state }, notes),
      );
    };
    const verify = (id: TaskId = task.id): Promise<Verdict> => verifyChain(db, trail, id);
    const withoutHeads = (): AuditTrail => ({ ...trail, heads: { ...trail.heads, note: () => {} } });
    const story = ["one", "two", "three", "four", "five"];

    test("is read in the order in which it was written, with who did what", async () => {
      await add(["one", "two"]);
      await add(["three"]);
      const read = (await readAudit(db, task.id)).map(({ seq, action, by, at, epoch, detail }) => ({ seq, action, by, at, epoch, detail }));
      const same = { by: "slack:U1", at: 1_767_323_045_678, epoch: 7 };
      expect(read).toEqual(
        ["one", "two", "three"].map((action, n) => ({
          seq: n + 1,
          action,
          ...same,
          detail: { said: action, words: ["lgtm", null, 1.5] },
        })),
      );
      expect(await verify()).toMatchObject({ number: task.number, entries: 3, unsealed: 0, erased: 0, broken: null });
    });

    test("leaves neither entry nor head behind when its transaction fails", async () => {
      await add(["one"]);
      const failing = transact(db, async (tx) => {
        await addAudit(tx, trail, { task: task.id, epoch: 7, at: 0, before: "", after: "" }, [{ action: "two", by: null, detail: null }]);
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await verify()).toMatchObject({ entries: 1, broken: null });
    });

    test("has no gap and no fork, however many write at once to one task and to others", async () => {
      const other = await makeTask(db);
      const rounds = Array.from({ length: 6 }, (_, n) => n);
      await Promise.all(
        bench.clients.flatMap((client, c) =>
          rounds.flatMap((n) => [add([`${c}.${n}`], { client }), add([`${c}.${n}`, "more"], { client, of: other })]),
        ),
      );
      expect(await verify()).toMatchObject({ entries: 18, broken: null });
      expect(await verify(other.id)).toMatchObject({ entries: 36, broken: null });
    });

    test("a crash between the commit and its head leaves a chain that is whole, and the next check writes the head down", async () => {
      await add(["one"]);
      await add(["two", "three"], { by: withoutHeads() });
      const verdict = await verify();
      expect(verdict).toMatchObject({ entries: 3, head: { seq: 3, noted: false }, broken: null });
      catchUp(trail, verdict);
      expect((await verify()).head).toMatchObject({ seq: 3, noted: true });
      await tamper(bench, [(sql, id) => sql`delete from audit where task = ${id} and seq = 3`], task.id);
      expect((await verify()).broken).toMatchObject({ seq: 3, fault: "cut" });
    });

    test.each(tamperings)("$name", async ({ steps, broken }) => {
      await add(story);
      expect((await verify()).broken).toBeNull();
      await tamper(bench, steps, task.id);
      expect((await verify()).broken).toMatchObject(broken);
    });

    test("an older copy that was put back and went on differs from what was written down", async () => {
      for (const action of story) await add([action]);
      await tamper(
        bench,
        [
          (sql, id) => sql`delete from audit_bodies where task = ${id} and seq > 3`,
          (sql, id) => sql`delete from audit where task = ${id} and seq > 3`,
        ],
        task.id,
      );
      await add(["four", "five", "six"]);
      expect((await verify()).broken).toMatchObject({ seq: 4, fault: "rewritten" });
    });

    test("a chain that is gone with its task is still missed", async () => {
      await add(["one"]);
      await tamper(
        bench,
        [(sql, id) => sql`delete from audit where task = ${id}`, (sql, id) => sql`delete from tasks where id = ${id}`],
        task.id,
      );
      const found: Verdict[] = [];
      for await (const verdict of verifyAll(db, trail)) if (verdict.task === task.id) found.push(verdict);
      expect(found).toMatchObject([{ number: null, entries: 0, broken: { seq: 1, fault: "cut" } }]);
    });

    test("a chain sealed with another key is named, also when it claims to be ours", async () => {
      const foreign = { key: "0123456789abcdef", mac: (text: string) => trail.seals.digest(`theirs ${text}`), digest: trail.seals.digest };
      await add(["one"], { by: { ...withoutHeads(), seals: foreign } });
      expect((await verify()).broken).toMatchObject({ seq: 1, fault: "key" });
      await tamper(bench, [(sql, id) => sql`update audit set key = ${trail.seals.key} where task = ${id}`], task.id);
      expect((await verify()).broken).toMatchObject({ seq: 1, fault: "changed" });
    });

    test("bodies that were erased leave a whole chain that says so, and what comes later keeps its own", async () => {
      await add(["one", "two"]);
      expect(await transact(db, (tx) => eraseBodies(tx, trail, task.id, "terminal:0", 5))).toBe(2);
      await add(["three"]);
      expect(await verify()).toMatchObject({ entries: 4, erased: 2, broken: null });
      const read = (await readAudit(db, task.id)).map(({ action, by, detail }) => [action, by, detail]);
      expect(read.slice(0, 3)).toEqual([
        ["one", "slack:U1", null],
        ["two", "slack:U1", null],
        ["audit.erased", "terminal:0", null],
      ]);
      expect(read[3]).toEqual(["three", "slack:U1", { said: "three", words: ["lgtm", null, 1.5] }]);
    });

    test("a body is erased by nobody who leaves no entry about it", async () => {
      await add(["one"]);
      await bench.clients[0].execute(`select adjutant_erase_audit_bodies('${task.id}')`);
      expect((await readAudit(db, task.id))[0]?.detail).not.toBeNull();
    });

    const changes = ["audit", "audit_bodies"].flatMap((table) => [
      `update ${table} set seq = seq`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]);
    test.each(changes)("the role the program runs as may not %s", async (statement) => {
      await expect(db.execute(statement)).rejects.toMatchObject({
        cause: { code: "42501", message: expect.stringMatching(/^permission denied/) },
      });
    });

    test.each(changes)("not even the owner of the tables can %s by mistake", async (statement) => {
      await expect(bench.sql.unsafe(statement)).rejects.toMatchObject({
        message: expect.stringContaining("the audit is only ever added to"),
      });
    });

    test("entries from before there were chains stand in front of it, and nothing vouches for them", async () => {
      const row = (seq: number) => bench.sql`insert into audit (task, seq, action, epoch, at) values (${task.id}, ${seq}, 'old', 1, now())`;
      for (const seq of [1, 2]) await row(seq);
      await add(["three"]);
      expect(await verify()).toMatchObject({ entries: 3, unsealed: 2, broken: null });
      await row(4);
      expect((await verify()).broken).toMatchObject({ seq: 4, fault: "changed" });
    });
  });
}

/** Behind everybody's back: as a superuser who has switched the triggers off. */
async function tamper({ sql }: Bench, steps: readonly Tamper[], id: TaskId): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const step of steps) await step(tx, id);
  });
}

function raise(error: unknown): never {
  throw error;
}
