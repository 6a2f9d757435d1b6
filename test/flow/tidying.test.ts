import { appendFile, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTidying } from "../../src/orchestrator/tidying.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { startProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";

test("a workspace with changes stays when its task has ended, also when its source was moved away; what nobody kept account of stays as it is", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const base = await mkdtemp(join(tmpdir(), "adjutant-tidy-"));
  const repository = await makeRepository(join(base, "shop"));
  await repository.commit("first", { "README.md": "shop\n" });
  const needs = { writes: ["."], network: [], secrets: [], hostPaths: [] };
  const model = await startModelServer({
    triage: triage(1, 1),
    brief: brief("c1"),
    plan: plan({ id: "write", kind: "shell", input: { command: "echo more >> README.md" }, needs }),
    judge: judge(true, "c1"),
    summary: summary("Written."),
  });
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await database.drop();
    await rm(base, { recursive: true, force: true });
  });
  const talk = await program.ask("add a line", { source: repository.path, autonomy: "full" });
  const done = await talk.until((task) => task.stage === "completed");
  await rename(repository.path, join(base, "moved"));
  const tidying = createTidying(program.app.engine);
  await tidying.one(done.id);
  expect(await program.app.engine.workspaces.list()).toContain(done.id);

  // As an earlier version left it: no note says what its files are, and somebody went on in them since.
  await rename(join(base, "moved"), repository.path);
  const directory = join(program.home, "workspaces", done.id);
  await rm(join(directory, "state"));
  await appendFile(join(directory, "files", "README.md"), "by hand\n");
  await tidying.one(done.id);
  expect(await readFile(join(directory, "files", "README.md"), "utf8")).toBe("shop\nmore\nby hand\n");
});
