import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConnectionLost } from "../../src/domain/connection-lost.ts";
import { nothingKept, openSite } from "../../src/orchestrator/effects/site.ts";
import type { Engine } from "../../src/orchestrator/engine.ts";
import { saveTask } from "../../src/store/tasks.ts";
import { transact } from "../../src/store/transaction.ts";
import { planWith, resultOf, stepWith } from "../domain/world.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";
import { makeTask } from "../store/bench.ts";
import { openStand, type Stand } from "./stand.ts";

let stand: Stand;
let repository: Repository;
beforeAll(async () => {
  stand = await openStand();
  repository = await makeRepository(join(stand.program.home, "..", `${stand.program.home.split("/").at(-1)}-site`));
  await repository.commit("first", { a: "x\n" });
});
afterAll(async () => {
  await stand.close();
  await rm(repository.path, { recursive: true, force: true });
});

const signal = new AbortController().signal;

/** An engine whose setups lose the database the first time they are asked. */
function forgetful(): Engine {
  const { setups } = stand.engine;
  let times = 0;
  const once = <T>(work: () => Promise<T>) => (times++ === 0 ? Promise.reject(new ConnectionLost()) : work());
  return {
    ...stand.engine,
    setups: {
      ...setups,
      makeReady: (...args) => once(() => setups.makeReady(...args)),
      makeCheckoutReady: (...args) => once(() => setups.makeCheckoutReady(...args)),
    },
  };
}

test.each([false, true])("a place that could not be made ready is made ready by the next command (isolated: %s)", async (isolated) => {
  const step = stepWith("code", { kind: "implement", isolated, needs: { writes: ["."], network: [], secrets: [], hostPaths: [] } });
  const task = await makeTask(stand.bench.db, { plan: planWith([step]), place: { source: repository.path, kind: "copy", base: null } });
  const workspace = await stand.engine.workspaces.prepare({ task: task.id, source: repository.path, kind: "copy" });
  const site = await openSite(forgetful(), {
    task,
    step,
    attempt: 1,
    workspace,
    signal,
    onRequest: () => undefined,
    onGrant: async () => undefined,
  });
  await expect(site.ready()).rejects.toBeInstanceOf(ConnectionLost);
  expect(await site.ready()).toEqual({ ok: true, value: null });
  await site.close();
});

test("who only reads tells on which files it ran, unless they became others before its end", async () => {
  const { db } = stand.bench;
  const { engine } = stand;
  const step = stepWith("look", { kind: "test" });
  const task = await makeTask(db, { plan: planWith([step]), place: { source: repository.path, kind: "copy", base: null } });
  const workspace = await engine.workspaces.prepare({ task: task.id, source: repository.path, kind: "copy" });
  const visit = { task, step, attempt: 1, workspace, signal, onRequest: () => undefined, onGrant: async () => undefined };
  const files = await engine.workspaces.attempt(task.id, step.id, 1, [], signal);
  const [first, second, idle] = [await openSite(engine, visit), await openSite(engine, visit), await openSite(engine, visit)];
  await first.ready();
  await second.ready();
  expect(await first.keep(files)).toMatchObject({ ranOn: await engine.workspaces.hashOf(workspace, task.id, null) });

  await appendFile(join(workspace.path, "a"), "more\n");
  const snapshot = await engine.workspaces.keep(workspace, task.id, "merged");
  const merged = stepWith("merged", { status: "passed", endedAt: 1, result: resultOf("merged", { snapshot }) });
  await transact(db, (tx) => saveTask(tx, task, { ...task, plan: planWith([step, merged]) }, 1));
  expect([await second.keep(files), await idle.keep(files)]).toEqual([nothingKept, nothingKept]);
});
