import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { openShell, type Shell } from "./shell.ts";

const probe = await createBubblewrap().probe();
const secret = "hunter2+Secret/Value-9";
const spellings: readonly string[] = [
  secret,
  [...secret].reverse().join(""),
  Buffer.from(secret).toString("base64").slice(0, -3),
  Buffer.from(secret).toString("hex"),
  encodeURIComponent(secret),
];
const known = { ADJUTANT_SECRET_DEPLOY: secret, OPENAI_API_KEY: "key-of-the-model-0123456789" };
/** What no text of ours may hold: the secret in any spelling, the model's key, what a terminal or a chat would act on. */
const forbidden: readonly string[] = [
  ...spellings,
  known.OPENAI_API_KEY,
  "\u001B",
  "\u202E",
  "\u0007",
  "\u200B",
  "<!channel>",
  "@everyone",
];
const hostile = `\u001B]8;;https://evil.example\u0007done\u001B]8;;\u0007 <!channel> @every\u200Bone \u202E ${secret.slice(0, 9)}\u200B${secret.slice(9)}`;

let shell: Shell;
let database: Database;
beforeAll(async () => {
  shell = await openShell();
  // What somebody committed by mistake: a step can read it, and print it.
  await shell.repository.commit("first", { "leak.txt": `${spellings.join("\n")}\n${hostile}\nwrong\roverwritten\n` });
  database = await openDatabase({ databaseUrl: null, home: shell.state });
});
afterAll(async () => {
  await database.close();
  await shell.remove();
});

function expectClean(text: string, where: string): void {
  for (const one of forbidden) expect(text.includes(one), `${JSON.stringify(one)} in ${where}: ${text.slice(0, 2_000)}`).toBe(false);
}

async function openModel(script: ModelScript) {
  const model = await startModelServer(script);
  onTestFinished(() => model.close());
  return { model, env: { ...known, OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted", ADJUTANT_LOG_LEVEL: "debug" } };
}

/** Every row of every table as text, but for what people typed, which is theirs. */
async function everythingKept(): Promise<string> {
  const tables = await database.sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const kept: string[] = [];
  for (const { name } of tables.filter((one) => !["inbox", "transcript"].includes(one.name)))
    for (const row of await database.sql`select t::text as row from ${database.sql(name)} t`) kept.push(`${name} ${row["row"]}`);
  return kept.join("\n");
}

describe.runIf(probe.ok)("the whole program", () => {
  test("says nothing of a secret, and nothing that a terminal or a chat acts on, whatever a step prints and a model says", async () => {
    const needs = { writes: [], network: [], secrets: [], hostPaths: [] };
    const rest = {
      dependsOn: [],
      independent: false,
      needs,
      tier: null,
      criteria: ["c1"],
      agent: null,
      timeoutSeconds: null,
      verify: null,
    };
    const look = { id: "look", kind: "shell", title: `look ${hostile}`, input: { command: "cat leak.txt; cat leak.txt >&2" }, ...rest };
    const goal = { title: hostile, goal: `look ${hostile}`, constraints: [hostile], entities: [], assumptions: [hostile] };
    const { model, env } = await openModel({
      triage: triage(0.9, 0.9),
      brief: { answer: { ...goal, criteria: [{ id: "c1", text: hostile, must: true }] } },
      plan: { answer: { reason: hostile, steps: [look] } },
      judge: { answer: { criteria: [{ id: "c1", met: true, score: 1, evidence: hostile }], instructions: null } },
      summary: { answer: { headline: hostile, done: [hostile], not_done: [], next: ["[bank](https://evil.example)"] } },
    });
    const { code, stdout, stderr } = await shell.adjutant(["run", "look at leak.txt", "--yes"], { env });
    expect([code, stderr]).toEqual([0, expect.stringContaining("look done")]);
    expect(stdout).toContain("bank (https://evil.example)");
    expectClean(stdout, "stdout");
    expectClean(stderr, "stderr");
    for (const args of [
      ["show", "1"],
      ["show", "1", "--json"],
      ["export", "1"],
      ["export", "1", "--json"],
      ["tasks", "--all"],
    ]) {
      const told = await shell.adjutant(args, { env });
      expect([told.code, told.stdout]).toEqual([0, expect.stringMatching(/#1|"number": 1/)]);
      // A record for programs says what was said, and escapes what a model said in it.
      expectClean(told.stdout.replaceAll("<!channel>", "").replaceAll("@everyone", ""), args.join(" "));
      expectClean(told.stderr, args.join(" "));
    }
    const asked = model.requests.map(({ body }) => JSON.stringify(body)).join("\n");
    expect(asked).toContain("[redacted:DEPLOY]");
    for (const spelling of [...spellings, known.OPENAI_API_KEY]) expect(asked).not.toContain(spelling);
    const kept = await everythingKept();
    expect(kept).toContain("[redacted:DEPLOY]");
    for (const spelling of [...spellings, known.OPENAI_API_KEY, "\u001B", "\u202E"]) expect(kept).not.toContain(spelling);
  });

  test("sends no secret to a model that a person typed by mistake", async () => {
    const { model, env } = await openModel({
      triage: { answer: { kind: "chat", reply: `I heard ${hostile}`, title: null, clarity: null, questions: [], space: null } },
    });
    const { code, stdout, stderr } = await shell.adjutant(["run", `is ${secret} a good password?`], { env });
    expect([code, stdout]).toEqual([0, expect.stringContaining("I heard done")]);
    expectClean(stdout + stderr, "what it said");
    expect(model.requests.map(({ prompt }) => prompt).join()).toContain("is [redacted:DEPLOY] a good password?");
    expect(model.requests.every(({ authorization }) => authorization === `Bearer ${known.OPENAI_API_KEY}`)).toBe(true);
  });
});

describe("an error", () => {
  test.each([
    ["of usage", ["run", "x", `--${secret}`], {}],
    ["of a command that is none", [secret], {}],
    ["of a directory", ["run", "x", "--cwd", `/nowhere/${secret}\u001B[2J`], {}],
    ["of a home", ["tasks"], { ADJUTANT_HOME: `/proc/${secret}` }],
    ["of a database", ["tasks"], { DATABASE_URL: `mysql://me:${secret}@localhost/x` }],
    ["of a database that is not there", ["tasks"], { DATABASE_URL: `postgres://me:${encodeURIComponent(secret)}@127.0.0.1:1/x` }],
    ["of an address of a model", ["tasks"], { OPENAI_BASE_URL: `ftp://me:${secret}@example.com`, ADJUTANT_MODEL: "m" }],
    ["of a secret's name", ["tasks"], { "ADJUTANT_SECRET_no-name": `${secret}!`, ADJUTANT_SECRET_SHORT: "abc" }],
    ["of what is examined", ["doctor"], { OPENAI_BASE_URL: `http://me:${secret}@127.0.0.1:1/v1`, ADJUTANT_MODEL: "m" }],
  ])("%s shows no secret", async (_, args, env) => {
    const { code, stdout, stderr } = await shell.adjutant(args, { env: { ...known, ADJUTANT_LOG_LEVEL: "debug", ...env } });
    expect(code).not.toBe(0);
    expect(stdout + stderr).not.toBe("");
    expectClean(stdout + stderr, "the error");
  });

  test("of a configuration shows no secret that stands in it", async () => {
    const file = join(shell.root, "wrong.yaml");
    await writeFile(file, `autonomy: ${secret}\nlimits:\n  cost: "${secret}"\n`);
    const { code, stdout, stderr } = await shell.adjutant(["tasks"], { env: { ...known, ADJUTANT_CONFIG: file } });
    expect([code, stderr]).toEqual([2, expect.stringContaining("limits.cost")]);
    expectClean(stdout + stderr, "the error");
  });
});
