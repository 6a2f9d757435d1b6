import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AgentConfig } from "../../src/config/agents.ts";
import { readConfig } from "../../src/config/config.ts";
import { readEnvironment } from "../../src/config/environment.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adjutant-agents-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function read(yaml: string): readonly AgentConfig[] {
  const file = join(home, "adjutant.yaml");
  writeFileSync(file, yaml);
  return readConfig(readEnvironment({ HOME: home, ADJUTANT_CONFIG: file }, false)).agents;
}

function problemOf(yaml: string): string {
  try {
    read(yaml);
  } catch (fault) {
    return fault instanceof Error ? fault.message.replace(/^\S*adjutant.yaml/, "") : String(fault);
  }
  return "none";
}

test("an agent of which only its command is said is one at a time, not metered, with the task on stdin", () => {
  expect(read("agents:\n  - { name: bot, command: [bot] }\n")).toEqual([
    {
      name: "bot",
      kind: "command",
      command: ["bot"],
      version: null,
      capabilities: [],
      languages: [],
      needs: { writes: [], network: [], secrets: [], hostPaths: [] },
      timeoutSeconds: 1800,
      costMicros: null,
      concurrency: 1,
      fallback: [],
    },
  ]);
});

test("everything that is said of one is read, in seconds and micro-dollars", () => {
  const [bot] = read(
    'agents:\n  - { name: bot, command: [bot, "{{prompt}}"], prompt: argument, version: [-v], capabilities: [tests], languages: [c++], network: ["api.example.com:443"], secrets: [BOT_KEY], timeout_minutes: 1.5, cost: 0.25, concurrency: 3, fallback: [sub], accounts: ["slack:U9"] }\n  - { name: sub, command: [sub], cost: 0 }\n',
  );
  expect(bot).toMatchObject({
    command: ["bot", "{{prompt}}"],
    version: ["-v"],
    languages: ["c++"],
    needs: { network: ["api.example.com:443"], secrets: ["BOT_KEY"] },
    timeoutSeconds: 90,
    costMicros: 250_000,
    concurrency: 3,
    fallback: ["sub"],
  });
});

test.each([
  [
    "{ name: bot, command: [bot, '--task={{prompt}}'] }",
    ':2: agents[1].command: expected {{prompt}} as an argument of its own, got "--task={{prompt}}". Write',
  ],
  ["{ name: bot, command: ['{{prompt}}'] }", ":2: agents[1].command: expected {{prompt}} as an argument of its own"],
  [
    "{ name: bot, command: [bot, '{{prompt}}', '{{prompt}}'] }",
    ":2: agents[1].command: expected {{prompt}} once, got it 2 times. Leave one.",
  ],
  ["{ name: bot, command: [bot], prompt: argument }", ':2: agents[1].command: expected "{{prompt}}" among the arguments, got none.'],
  [
    "{ name: bot, command: [bot, '{{prompt}}'], prompt: stdin }",
    ":2: agents[1].command: expected no {{prompt}}, because the prompt comes on stdin",
  ],
  ["{ name: bot, command: [bot], fallback: [bot] }", ':2: agents[1].fallback[1]: expected the name of another agent, got "bot". Remove it'],
  [
    "{ name: bot, command: bot --task }",
    ':2: agents[1].command: expected a program and its arguments as a list, got "bot --task". Write [bot, --task].',
  ],
  [
    "{ name: bot, command: [bot], network: ['https://x.example/'] }",
    ':2: agents[1].network[1]: expected where it may send to, got "https://x.example/". "https://x.example/" is an address;',
  ],
  ["{ name: bot, kind: acp, command: [bot] }", ':2: agents[1].kind: expected one of command, got "acp". Write command.'],
  [
    "{ name: bot, command: [bot] }\n  - { name: bot, command: [bat] }",
    ':3: agents[2].name: expected a name of its own, got "bot" again. Write another one.',
  ],
])("what is wrong with %s is told with its place and its cure", (agent, told) => {
  expect(problemOf(`agents:\n  - ${agent}\n`)).toContain(told);
});
