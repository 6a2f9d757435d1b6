import { expect, test } from "vitest";
import type { Probe } from "../../src/agents/agent.ts";
import { openAgents } from "../../src/agents/index.ts";
import type { SandboxResult } from "../../src/sandbox/sandbox.ts";
import { openAgentBench, settingOf } from "./bench.ts";

const signal = new AbortController().signal;

/** Agents that are looked at by `probe`, run a command that exits with the next of `exits`, and a clock in the test's hands. */
async function openRegistry(settings: Parameters<typeof openAgents>[0], probe?: Probe) {
  const bench = await openAgentBench();
  const clock = { now: 1_000_000 };
  const agents = openAgents(settings, probe ?? bench.probe, () => clock.now);
  let exits: readonly number[] = [];
  const run = async (): Promise<SandboxResult> => {
    const [exitCode = 0, ...rest] = exits;
    exits = rest;
    return { kind: "exited", exitCode, output: { text: "", stdout: "", omittedBytes: 0 }, durationMs: 0 };
  };
  const work = async (name: string, ...codes: readonly number[]) => {
    exits = codes;
    const ends: string[] = [];
    for (const _ of codes) ends.push((await agents.run(name, { prompt: "" }, { signal, run, report: () => {} })).kind);
    return ends;
  };
  return { agents, clock, work, [Symbol.asyncDispose]: bench[Symbol.asyncDispose] };
}

test("who was never looked at counts as there; a look tells who is, and why not", async () => {
  await using registry = await openRegistry([settingOf("here"), settingOf("ghost", { command: ["no-such-agent"] })]);
  const lacking = () => registry.agents.facts().map((one) => one.lacking);

  expect(lacking()).toEqual([null, null]);
  await registry.agents.look(signal);
  expect(lacking()).toEqual([null, "the sandbox has no program no-such-agent. Install it below /usr, for every account."]);
});

test("a look is believed for a minute", async () => {
  let looks = 0;
  const probe: Probe = async () => {
    looks += 1;
    return { kind: "refused", reason: "closed", cure: "Wait" };
  };
  await using registry = await openRegistry([settingOf("here")], probe);
  for (const [wait, expected] of [
    [0, 1],
    [59_000, 1],
    [1_000, 2],
  ] as const) {
    registry.clock.now += wait;
    await registry.agents.look(signal);
    expect(looks).toBe(expected);
  }
});

test("an agent that fails five times in a row is left alone for 30 s, and the others are not", async () => {
  await using registry = await openRegistry([settingOf("bad"), settingOf("good")]);

  expect(await registry.work("bad", 1, 1, 1, 1, 1, 0)).toEqual(["failed", "failed", "failed", "failed", "failed", "unavailable"]);
  expect(await registry.work("good", 0)).toEqual(["done"]);
  registry.clock.now += 30_000;
  expect(await registry.work("bad", 0, 0, 1, 1)).toEqual(["done", "done", "failed", "failed"]);
});

test("who is told to stop has not failed", async () => {
  await using registry = await openRegistry([settingOf("slow")]);
  const stopped = { signal: AbortSignal.abort(), report: () => {} };
  const run = async (): Promise<SandboxResult> => ({
    kind: "killed",
    by: "cancelled",
    output: { text: "", stdout: "", omittedBytes: 0 },
    durationMs: 0,
  });
  for (let n = 0; n < 6; n += 1) await registry.agents.run("slow", { prompt: "" }, { ...stopped, run });

  expect(await registry.work("slow", 0)).toEqual(["done"]);
});

test("who was not let in by the sandbox has not failed", async () => {
  await using registry = await openRegistry([settingOf("kept-out")]);
  const run = async (): Promise<SandboxResult> => ({ kind: "refused", reason: "the setup failed", cure: "Mend it" });
  const ends: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    const outcome = await registry.agents.run("kept-out", { prompt: "" }, { signal, run, report: () => {} });
    ends.push("reason" in outcome ? outcome.reason : outcome.kind);
  }

  expect(new Set(ends)).toEqual(new Set(["the setup failed. Mend it"]));
});

test("nobody of that name is unavailable, not an error", async () => {
  await using registry = await openRegistry([]);
  expect(
    await registry.agents.run(
      "zoe",
      { prompt: "" },
      { signal, run: async () => ({ kind: "refused", reason: "", cure: "" }), report: () => {} },
    ),
  ).toEqual({
    kind: "unavailable",
    reason: "no agent zoe is configured any more",
  });
});
