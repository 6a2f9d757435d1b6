import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Probe } from "../../src/agents/agent.ts";
import { createCommandAgent } from "../../src/agents/command/command.ts";
import { surveyAgents } from "../../src/agents/survey.ts";
import { openAgentBench, settingOf } from "./bench.ts";

const signal = new AbortController().signal;

/** A directory of programs. Whatever is started of it outside the sandbox leaves `ran` behind. */
async function makeBin(...names: readonly string[]): Promise<string> {
  const bin = await mkdtemp(join(tmpdir(), "adjutant-bin-"));
  onTestFinished(() => rm(bin, { recursive: true, force: true }));
  for (const name of names) {
    await writeFile(join(bin, name), `#!/bin/sh\ntouch ${bin}/ran\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

test("configured agents are told with what was found, and known ones by where they lie, without being started", async () => {
  await using bench = await openAgentBench();
  const bin = await makeBin("codex", "goose", "vim");
  await writeFile(join(bin, "claude"), "not a program");
  const agents = [settingOf("git", { command: ["git"], version: ["--version"] }), settingOf("ghost", { command: ["no-such-agent"] })];
  const survey = await surveyAgents(
    agents.map((one) => createCommandAgent(one, bench.probe)),
    bench.probe,
    `relative:${bin}:/usr/bin`,
    signal,
  );

  expect(survey.configured.map(({ agent, found }) => [agent.name, found.ok])).toEqual([
    ["git", true],
    ["ghost", false],
  ]);
  // The sandbox does not show that directory: they are there, and nothing of them was run.
  expect(survey.known).toEqual([
    { name: "codex", path: join(bin, "codex"), version: null },
    { name: "goose", path: join(bin, "goose"), version: null },
  ]);
  await expect(rm(join(bin, "ran"))).rejects.toThrow("ENOENT");
});

test("a known one that the sandbox shows is told with the version it says there", async () => {
  const bin = await makeBin("aider");
  await mkdir(join(bin, "qwen"));
  const probe: Probe = async ({ argv }) => {
    const text = `${argv.join(" ")} → 0.86.1\nmore\n`;
    return { kind: "exited", exitCode: argv[0] === "aider" ? 0 : 127, output: { text, stdout: text, omittedBytes: 0 }, durationMs: 1 };
  };
  expect((await surveyAgents([], probe, bin, signal)).known).toEqual([
    { name: "aider", path: join(bin, "aider"), version: "aider --version → 0.86.1" },
  ]);
});
