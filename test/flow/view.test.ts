import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { servers } from "../fixtures/databases.ts";
import { startProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";

test("a plan that writes gets a copy, even where a view was asked for: the real directory stays as it is", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-view-")));
  await repository.commit("first", { Makefile: "test:\n\techo written > WRITTEN\n" });
  const program = await startProgram(database.url);
  onTestFinished(async () => {
    await program.close();
    await database.drop();
    await rm(repository.path, { recursive: true, force: true });
  });
  const talk = await program.ask("run the tests", { source: repository.path, workspace: "view" });
  const done = await talk.rest();
  expect(done).toMatchObject({ stage: "completed", place: { kind: "copy" } });
  expect(await readdir(repository.path)).not.toContain("WRITTEN");
});
