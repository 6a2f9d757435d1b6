import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readAudit } from "../../src/store/audit/trail.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, judge, plan, repair, summary, triage } from "../fixtures/model-answers.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { startProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";

test("a plan with an injected option is corrected, and an output of a step cannot become one while it runs", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-shop-")));
  await repository.commit("first", { "README.md": "one\ntwo\n" });
  const tell = { id: "tell", kind: "notify", input: { to: "requester", text: "Counted." }, dependsOn: ["count"] };
  const count = (...words: readonly string[]) => ({
    id: "count",
    kind: "execute",
    input: { argv: ["wc", "-l", ...words] },
    dependsOn: ["name"],
  });
  const name = { id: "name", kind: "shell", input: { command: "echo --files0-from=README.md" } };
  const model = await startModelServer({
    triage: triage(0.9, 0.9),
    brief: brief("c1"),
    plan: [plan(name, count("--files0-from=README.md"), tell), plan(name, count("{{steps.name.output}}"), tell)],
    repair: repair(["count"], { id: "count2", kind: "execute", input: { argv: ["wc", "-l", "README.md"] }, criteria: ["c1"] }),
    judge: judge(true, "c1"),
    summary: summary("It was counted."),
  });
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await database.drop();
    await rm(repository.path, { recursive: true, force: true });
  });

  const talk = await program.ask("count the lines of the readme", { source: repository.path });
  await talk.rest();
  await talk.decide("approve");
  const done = await talk.until((task) => task.ending !== null);

  const { db } = program.app.database;
  const refused = (await readAudit(db, done.id)).filter((entry) => entry.action === "plan.refused");
  expect(JSON.stringify(refused)).toContain("--files0-from=README.md");
  expect(model.requestsFor("plan")[1]?.prompt).toMatch(/is not among its options here\. Leave that out, or plan it as a `shell` step/);
  expect(model.requestsFor("plan")[0]?.prompt).toMatch(/From the commands that execute and test may run:[\s\S]*\bgit .*\blog\b/);
  expect(model.requestsFor("repair")[0]?.prompt).toContain("{{steps.name.output}}: its value begins with a dash");
  expect(done.stage).toBe("completed");
  expect(done.plan?.steps.find(({ id }) => id === "count2")?.result?.headline).toBe("2 README.md");
});
