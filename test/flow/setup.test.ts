import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { servers } from "../fixtures/databases.ts";
import { makeHome, startProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";

test("a setup that fails asks a person, and when it was mended the step runs as if nothing had been", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-setup-")));
  await repository.commit("first", { Makefile: "test:\n\ttest -e deps/made\n", ".gitignore": "deps\nmended\n" });
  const home = await makeHome();
  const config = join(home, "adjutant.yaml");
  const setup = `{ command: [sh, -c, "test -e mended && mkdir -p deps && touch deps/made"] }`;
  await writeFile(config, `spaces:\n  - name: shop\n    path: ${repository.path}\n    workspace: worktree\n    setup: ${setup}\n`);
  const program = await startProgram(database.url, { ADJUTANT_CONFIG: config });
  onTestFinished(async () => {
    await program.close();
    await database.drop();
    for (const path of [repository.path, home]) await rm(path, { recursive: true, force: true });
  });

  const talk = await program.ask("run the tests", { source: repository.path, space: "shop", workspace: "worktree" });
  const asked = await talk.rest();
  const [approval] = openApprovals(asked.approvals);
  expect(approval).toMatchObject({
    subject: { kind: "fault" },
    title: expect.stringMatching(/^the setup of shop \(sh -c .*\) failed: exit 1/),
  });
  expect(asked.plan?.steps.some((step) => step.status === "failed")).toBe(false);

  const workspace = await program.app.engine.workspaces.prepare({ task: asked.id, source: repository.path, kind: "worktree" });
  await writeFile(join(workspace.path, "mended"), "");
  await talk.decide("approve");
  const done = await talk.until((task) => task.stage === "completed" || task.stage === "failed");
  expect(done.stage).toBe("completed");
});
