import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { Task } from "../../src/domain/task.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { openOutside, somewhere } from "../egress/outside.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { brief, judge, plan, type StepAnswer, summary, triage } from "../fixtures/model-answers.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { startProgram } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

let database: TestDatabase;
let repository: Repository;
const value = "sk-live-51d3adbe3f";

beforeAll(async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  database = await server.database();
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-network-")));
  await repository.commit("first", { "README.md": "shop\n" });
});

afterAll(async () => {
  await database.drop();
  await rm(repository.path, { recursive: true, force: true });
});

/** A program whose steps reach `api.pay.com`, which shows what it was sent, and a model that plans these steps. */
async function open(...steps: readonly StepAnswer[]) {
  const outside = openOutside();
  outside.name("api.pay.com");
  outside.name("api.model.com", ["93.184.216.35"]);
  const seen: string[] = [];
  await outside.serveHttps(somewhere, 443, "api.pay.com", (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify(request.headers));
  });
  await outside.serveHttps("93.184.216.35", 443, "api.model.com", (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["x-api-key"]}`);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ said: request.headers["x-api-key"], usage: { input_tokens: 1_000, output_tokens: 234 } }));
  });
  const model = await startModelServer({
    triage: triage(1, 1),
    brief: brief("c1"),
    plan: plan(...steps),
    judge: judge(true, "c1"),
    summary: summary("Paid."),
  });
  const directory = await mkdtemp(join(tmpdir(), "adjutant-config-"));
  const config = join(directory, "adjutant.yaml");
  const rules = [
    '  PAY: { domains: [api.pay.com], header: "Authorization: Bearer {value}", env: PAY_KEY }',
    '  MODEL: { base_url: { env: MODEL_URL, upstream: "https://api.model.com/v1", header: "x-api-key: {value}" } }',
  ];
  await writeFile(config, `secrets:\n${rules.join("\n")}\n`);
  const env = {
    OPENAI_BASE_URL: model.url,
    ADJUTANT_MODEL: "scripted",
    ADJUTANT_CONFIG: config,
    ADJUTANT_SECRET_PAY: value,
    ADJUTANT_SECRET_MODEL: value,
  };
  const program = await startProgram(database.url, env, outside.world);
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await outside[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });
  const talk = await program.ask("pay the bill", { source: repository.path, workspace: "copy" });
  return { program, model, talk, seen, outside };
}

/** Says yes to whatever is asked, until nothing is. */
async function approveAll(talk: Awaited<ReturnType<typeof open>>["talk"]): Promise<Task> {
  for (let task = await talk.rest(); ; task = await talk.rest()) {
    if (openApprovals(task.approvals).length === 0) return task;
    await talk.decide("approve");
  }
}

const networkOf = async (program: Awaited<ReturnType<typeof open>>["program"], task: Task) => {
  const entries = await readAudit(program.app.database.db, task.id);
  return entries.flatMap(({ action, detail }) => (action === "attempt.network" ? [detail] : []));
};

test("a step with a secret reaches its domain with it, never sees it, and the audit says what it asked for", async () => {
  const script = `exec 2>&1; curl -sS https://api.pay.com/bill?no=7 -H "X-Mine: $PAY_KEY" | tee "$ARTIFACTS/answer"; curl -sS https://api.evil.com; env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'`;
  const { program, model, talk, seen } = await open({
    id: "pay",
    kind: "shell",
    input: { command: script },
    needs: { writes: [], network: [], secrets: ["PAY"], hostPaths: [] },
  });
  const planned = await talk.rest();
  const step = () => planned.plan?.steps.find(({ id }) => id === "pay");
  expect(step()).toMatchObject({ tier: "external", needs: { network: ["api.pay.com"], secrets: ["PAY"] } });
  expect(JSON.stringify(await talk.messages())).toMatch(/uses the secret PAY.*can send data to api\.pay\.com/);
  const done = await approveAll(talk);

  expect(seen).toEqual([`GET /bill?no=7 Bearer ${value}`]);
  const { output = "", artifacts = [] } = done.plan?.steps.find(({ id }) => id === "pay")?.result ?? {};
  expect(output).toContain("standin_");
  expect(output).toContain("response 403");
  // Neither the value nor the mark of one that was taken out: it was never there.
  expect(output).not.toMatch(/sk-live|redacted:PAY/);
  const raw = await readFile(artifacts.find(({ name }) => name === "answer")?.path ?? "", "utf8");
  expect(raw).toMatch(/"authorization":"Bearer standin_/);
  expect(raw).not.toContain(value);
  expect(await networkOf(program, done)).toEqual([
    {
      step: "pay",
      attempt: 1,
      omitted: 0,
      requests: [
        expect.objectContaining({
          host: "api.pay.com",
          port: 443,
          method: "GET",
          path: "/bill",
          status: 200,
          refused: null,
          secrets: ["PAY"],
        }),
        expect.objectContaining({ host: "api.evil.com", method: "CONNECT", refused: "it was not approved for this step", secrets: [] }),
      ],
    },
  ]);
  expect(model.requestsFor("plan")[0]?.prompt).toContain("PAY: in $PAY_KEY, for api.pay.com");
  for (const purpose of ["triage", "brief", "plan", "judge", "summary"] as const)
    expect(JSON.stringify(model.requestsFor(purpose))).not.toContain(value);
  const rows = await program.app.database.sql`
    select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  for (const { name } of rows) {
    const found = await program.app.database.sql.unsafe(`select 1 from "${name}" as t where t::text like '%${value}%' limit 1`);
    expect([name, found.length]).toEqual([name, 0]);
  }
});

test("a model's service is asked at an address of ours, and what it used is counted without a price", async () => {
  const { program, talk, seen } = await open({
    id: "think",
    kind: "shell",
    input: { command: 'curl -sS "$MODEL_URL/messages" -d "{}"' },
    needs: { writes: [], network: [], secrets: ["MODEL"], hostPaths: [] },
  });
  const done = await approveAll(talk);

  expect(seen).toEqual([`POST /v1/messages ${value}`]);
  expect(done.plan?.steps[0]?.result?.output).toContain("standin_");
  expect(await networkOf(program, done)).toEqual([
    expect.objectContaining({ requests: [expect.objectContaining({ path: "/v1/messages", tokens: { prompt: 1_000, completion: 234 } })] }),
  ]);
  const [row] = await program.app.database.sql`
    select coalesce(sum(tokens), 0)::int as tokens from ledger where task = ${done.id} and purpose = 'step think'`;
  expect(row?.["tokens"]).toBe(1_234);
});

test("what is not approved is not planned: an address or a secret nobody has goes back to the planner", async () => {
  const wrong = {
    id: "pay",
    kind: "shell",
    input: { command: "true" },
    needs: { writes: [], network: ["10.0.0.1"], secrets: ["NONE"], hostPaths: [] },
  };
  const { model, talk } = await open(wrong);
  await talk.rest();
  const [, second] = model.requestsFor("plan");
  expect(second?.prompt).toContain('"10.0.0.1" is an IP address; write the name of the host.');
  expect(second?.prompt).toContain('there is no secret "NONE": use MODEL, PAY, or leave it out.');
});
