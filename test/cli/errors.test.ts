import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShell, type Shell } from "./shell.ts";

let shell: Shell;
beforeAll(async () => {
  shell = await openShell();
});
afterAll(() => shell.remove());

/** One line on stderr, nothing on stdout. */
async function complaint(
  args: readonly string[],
  options: Parameters<Shell["adjutant"]>[1] = {},
): Promise<readonly [number | null, string]> {
  const { code, stdout, stderr } = await shell.adjutant(args, options);
  expect(stdout).toBe("");
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  return [code, stderr.trimEnd()];
}

describe("what is typed wrongly ends with 2 and one line", () => {
  test.each([
    [["run", "x", "--bogus"], "adjutant: unknown option '--bogus'. See adjutant --help."],
    [["tusks"], "adjutant: unknown command 'tusks' (Did you mean tasks?) See adjutant --help."],
    [["run"], 'adjutant: there is no request. Write first what to do: adjutant run "check the health of this repository".'],
    [["sandbox", "--secret", "NOPE", "--", "true"], 'adjutant: --secret: there is no secret "NOPE": none is there; leave it out.'],
    [["run", "x", "--space", "shop"], "adjutant: --space shop: no such space; the configuration file names none."],
    [
      ["run", "x", "--cwd", "/nowhere/at/all"],
      "adjutant: /nowhere/at/all: no such directory, or it cannot be reached. Name one that exists.",
    ],
    [
      ["sandbox", "--timeout", "soon", "--", "true"],
      "adjutant: option '--timeout <seconds>' argument 'soon' is invalid. Give a number of seconds above 0. See adjutant --help.",
    ],
  ])("%j", async (args, line) => expect(await complaint(args)).toEqual([2, line]));
});

describe("what is configured wrongly ends with 2 and says where", () => {
  test("a configuration file with a wrong value names file, line and key", async () => {
    const file = join(shell.root, "wrong.yaml");
    await writeFile(file, 'autonomy: full\nlimits:\n  cost: "2 USD"\n');
    const [code, line] = await complaint(["tasks"], { env: { ADJUTANT_CONFIG: file } });
    expect([code, line]).toEqual([2, `adjutant: ${file}:3: limits.cost: expected a number of dollars, got "2 USD". Write 2.`]);
  });

  test("a database address that is none", async () => {
    const [code, line] = await complaint(["tasks"], { env: { DATABASE_URL: "mysql://localhost/x" } });
    expect(code).toBe(2);
    expect(line).toMatch(/^adjutant: DATABASE_URL is not of the form postgres:/);
  });

  test("a home where nothing can be made is one line, and no wait for ever", async () => {
    for (const env of [{ ADJUTANT_HOME: "/proc/x" }, { ADJUTANT_HOME: "/proc/x/y", DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" }]) {
      const [code, line] = await complaint(["tasks"], { env });
      expect([code, line]).toEqual([2, expect.stringMatching(/^adjutant: (ADJUTANT_HOME \(\/proc\/x\)|DATABASE_URL: no server)/)]);
    }
  });

  test("several things that are wrong in procedures are a line each", async () => {
    const directory = join(shell.root, "several");
    await mkdir(directory);
    await writeFile(join(directory, "odd.yaml"), "name: odd\ntitle: [unclosed\n");
    await writeFile(join(directory, "ill.yaml"), "name: ill\n");
    const file = join(shell.root, "several.yaml");
    await writeFile(file, `procedures:\n  directory: ${directory}\n`);
    const { code, stderr } = await shell.adjutant(["tasks"], { env: { ADJUTANT_CONFIG: file } });
    const lines = stderr.trimEnd().split("\n");
    expect([code, lines.length > 2]).toEqual([2, true]);
    for (const line of lines) expect(line).toMatch(/^adjutant: .*(odd|ill)\.yaml:\d+: /);
    expect(lines.filter((line) => line.includes("ill.yaml")).length).toBeGreaterThan(1);
  });

  test("a procedure that is no YAML names file and line", async () => {
    const directory = join(shell.root, "broken");
    await mkdir(directory);
    await writeFile(join(directory, "odd.yaml"), "name: odd\ntitle: [unclosed\n");
    const file = join(shell.root, "broken.yaml");
    await writeFile(file, `procedures:\n  directory: ${directory}\n`);
    const [code, line] = await complaint(["tasks"], { env: { ADJUTANT_CONFIG: file } });
    expect(code).toBe(2);
    expect(line).toMatch(/^adjutant: .*odd\.yaml:\d+/);
  });

  test("a state directory inside the directory to work on", async () => {
    const inside = join(shell.repository.path, "state");
    const [code, line] = await complaint(["run", "check the health of this repository"], { env: { ADJUTANT_HOME: inside } });
    expect(code).toBe(2);
    expect(line).toBe(
      `adjutant: ${shell.repository.path}: contains Adjutant's own ${inside}. Choose a directory without it, or set ADJUTANT_HOME elsewhere.`,
    );
  });
});

test("help is there for every command, on stdout", async () => {
  const { code, stdout } = await shell.adjutant(["--help"]);
  expect(code).toBe(0);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(names).toEqual(
    expect.arrayContaining(["start", "worker", "chat", "run", "doctor", "tasks", "show", "answer", "approve", "sandbox"]),
  );
  for (const command of ["run", "retry", "approve", "reject", "change", "answer", "cancel", "pause", "resume"]) {
    const { stdout: words } = await shell.adjutant([command, "--help"]);
    expect(words).toContain("Exit codes: 0 done, 1 refused or failed, 2 usage or configuration, 3 needs a person, 130 cancelled.");
  }
  const helped = await shell.adjutant(["approve", "--help"]);
  expect([helped.code, helped.stdout.split("\n", 1)]).toEqual([0, ["Usage: adjutant approve [options] <id> [text]"]]);
});
