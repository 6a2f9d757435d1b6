import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { openOutside } from "../egress/outside.ts";
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

test("a setup has the secrets its configuration names, at a registry of the company's own network that it names too", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-setup-")));
  await repository.commit("first", { Makefile: "test:\n\ttest -s deps/made\n", ".gitignore": "deps\n" });
  const outside = openOutside();
  outside.name("npm.corp.example.com", ["10.20.30.40"]);
  const seen: unknown[] = [];
  await outside.serveHttps("10.20.30.40", 443, "npm.corp.example.com", ({ headers }, response) => {
    seen.push(headers.authorization);
    response.end("a package");
  });
  const home = await makeHome();
  const config = join(home, "adjutant.yaml");
  const command = `[sh, -c, "mkdir -p deps && curl -fsS -H \\"Authorization: Bearer $NPM_TOKEN\\" https://npm.corp.example.com/x -o deps/made"]`;
  const lines = [
    "private_hosts: [npm.corp.example.com]",
    "secrets: { NPM_TOKEN: { domains: [npm.corp.example.com] } }",
    `spaces: [{ name: shop, path: ${repository.path}, workspace: worktree, setup: { command: ${command}, secrets: [NPM_TOKEN] } }]`,
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  const env = { ADJUTANT_CONFIG: config, ADJUTANT_SECRET_NPM_TOKEN: "npm_4f9a8b7c6d5e" };
  const program = await startProgram(database.url, env, outside.world);
  onTestFinished(async () => {
    await program.close();
    await database.drop();
    await outside[Symbol.asyncDispose]();
    for (const path of [repository.path, home]) await rm(path, { recursive: true, force: true });
  });

  const talk = await program.ask("run the tests", { source: repository.path, space: "shop", workspace: "worktree" });
  const done = await talk.rest();
  expect(openApprovals(done.approvals).map(({ title }) => title)).toEqual([]);
  expect([done.stage, seen]).toEqual(["completed", ["Bearer npm_4f9a8b7c6d5e"]]);
});
