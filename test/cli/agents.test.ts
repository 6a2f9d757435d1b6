import { afterAll, beforeAll, expect, test } from "vitest";
import { openShell, type Shell } from "./shell.ts";

let shell: Shell;

beforeAll(async () => {
  shell = await openShell();
});
afterAll(() => shell.remove());

const team = `agents:
  - { name: patcher, command: [git, apply], version: [--version], languages: [typescript], cost: 0.25, fallback: [ghost] }
  - { name: ghost, command: [no-such-agent] }
  - { name: cloud, command: [git], network: [api.example.com], secrets: [CLOUD_KEY] }
`;

test("adjutant agents lists who is configured, whether they can be used, and the cure where not", async () => {
  await shell.configure(team);
  const { code, stdout } = await shell.adjutant(["agents"]);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^✓ patcher: git version \S+ · typescript · about \$0\.25 an assignment · then ghost$/m);
  expect(stdout).toContain("✗ ghost: command · not metered\n  the sandbox has no program no-such-agent. Install it below /usr");
  expect(stdout).toMatch(
    /^✗ cloud: command · not metered · uses the secret CLOUD_KEY · can send data to api\.example\.com\n {2}there is no secret "CLOUD_KEY"/m,
  );
});

test("adjutant agents --json is one object that scripts can read", async () => {
  await shell.configure(team);
  const { agents } = JSON.parse((await shell.adjutant(["agents", "--json"])).stdout);

  expect(agents.map((one: { name: string; ok: boolean }) => [one.name, one.ok])).toEqual([
    ["patcher", true],
    ["ghost", false],
    ["cloud", false],
  ]);
});

test("without any it says how to have one, and doctor says the same of each", async () => {
  await shell.configure("");
  expect((await shell.adjutant(["agents"])).stdout).toContain("docs/agents.md");
  const nobody = JSON.parse((await shell.adjutant(["doctor", "--json"])).stdout);
  expect(nobody.checks).toContainEqual(expect.objectContaining({ name: "agents", status: "absent" }));

  await shell.configure(team);
  const { checks } = JSON.parse((await shell.adjutant(["doctor", "--json"])).stdout);
  expect(checks).toContainEqual(
    expect.objectContaining({ name: "agents", status: "broken", detail: expect.stringMatching(/^ghost: .*; cloud: /) }),
  );
});
