import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { defaultLimits } from "../../src/sandbox/sandbox.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { makeHome, startProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";

const secret = "sk-live-51d3adbe3f";

/** A service of this machine that counts who reaches it. */
async function openService() {
  const [seen, server] = [[] as string[], createServer((request, response) => response.end(seen.push(request.url ?? "")))];
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return { seen, port: typeof address === "object" && address !== null ? address.port : 0 };
}

/** A home of ours with a secret beside it, a repository with a setup, and a program that plans one step which runs `script`. */
async function open(script: (places: { readonly home: string; readonly port: number }) => string) {
  const database = await (await servers[0]?.start())?.database();
  if (!database) throw new Error("no server");
  const [home, service] = [await makeHome(), await openService()];
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-reach-")));
  await repository.commit("first", { "README.md": "shop\n", "docs/index.md": "docs\n", Makefile: "test:\n\ttrue\n" });
  const config = join(home, "adjutant.yaml");
  const rules = "secrets:\n  PAY: { domains: [api.pay.com], env: PAY_KEY }\n";
  await writeFile(config, `${rules}spaces:\n  - name: shop\n    path: ${repository.path}\n    setup: { command: ["true"] }\n`);
  await mkdir(join(home, "artifacts", "tsk_other"), { recursive: true });
  await writeFile(join(home, "artifacts", "tsk_other", "report.txt"), "OTHER\n");
  const needs = { writes: ["docs"], network: [], secrets: [], hostPaths: [] };
  const model = await startModelServer({
    triage: triage(1, 1),
    brief: brief("c1"),
    plan: plan({ id: "try", kind: "shell", input: { command: script({ home, port: service.port }) }, needs }),
    judge: judge(true, "c1"),
    summary: summary("Tried."),
  });
  const env = { ADJUTANT_HOME: home, HOME: home, ADJUTANT_CONFIG: config, ADJUTANT_SECRET_PAY: secret };
  const program = await startProgram(database.url, { ...env, OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await database.drop();
    for (const path of [repository.path, home]) await rm(path, { recursive: true, force: true });
  });
  return { program, repository, service, home };
}

test("a step that tries more than its card says does only that, and the audit says what it was given before it began", async () => {
  const { program, repository, service, home } = await open(({ home: place, port }) =>
    [
      "echo new > docs/new.md && echo wrote docs",
      "echo new > README.md || echo no README",
      "mkdir other || echo no other",
      `cat ${place}/adjutant.yaml ${place}/artifacts/tsk_other/report.txt || echo no home`,
      `bash -c 'echo GET / > /dev/tcp/127.0.0.1/${port}' || echo no network`,
      'test -n "$PAY_KEY" || echo no secret',
    ].join("\n"),
  );
  const talk = await program.ask("try it all", { source: repository.path, space: "shop", workspace: "copy" });
  await talk.rest();
  const [asked] = (await talk.messages()).flatMap((message) => (message.kind === "approval" ? [message] : []));
  expect(asked?.plan?.steps).toMatchObject([{ tier: "execute", needs: ["may change docs"] }]);
  await talk.decide("approve");
  const done = await talk.until((task) => task.plan?.steps[0]?.status === "passed");

  const { output = "" } = done.plan?.steps[0]?.result ?? {};
  for (const told of ["wrote docs", "no README", "no other", "no home", "no network", "no secret"]) expect(output).toContain(told);
  expect(output).not.toMatch(/OTHER|PAY:/);
  expect(service.seen).toEqual([]);
  const files = join(home, "workspaces", done.id, "files");
  expect([await readFile(join(files, "docs/new.md"), "utf8"), await readFile(join(files, "README.md"), "utf8")]).toEqual([
    "new\n",
    "shop\n",
  ]);

  const entries = await readAudit(program.app.database.db, done.id);
  const given = entries.flatMap(({ action, detail }) => (action === "attempt.granted" ? [detail] : []));
  const nowhere = { network: [], secrets: [] };
  expect(given.filter((one) => JSON.stringify(one).includes('"to":"step"'))).toEqual([
    {
      ...{ step: "try", attempt: 1, to: "step", workspace: files, writes: ["docs"], ...nowhere },
      shown: [
        { target: "/steps", writable: false },
        { target: "/artifacts", writable: true },
      ],
      limits: { ...defaultLimits, timeoutMs: 600_000 },
    },
  ]);
  expect(given).toContainEqual(expect.objectContaining({ to: "setup", workspace: files, writes: ["."], ...nowhere }));
  expect(given).toContainEqual(expect.objectContaining({ to: "check", step: "try", writes: ["."], ...nowhere }));
  const order = entries.map(({ action }) => action);
  expect(order.indexOf("attempt.granted")).toBeLessThan(order.indexOf("attempt.passed"));
  expect(order.indexOf("attempt.granted")).toBeGreaterThan(order.indexOf("attempt.started"));
});
