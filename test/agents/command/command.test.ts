import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createCommandAgent } from "../../../src/agents/command/command.ts";
import { nothing } from "../../../src/domain/needs.ts";
import { openAgentBench, settingOf } from "../bench.ts";

const signal = new AbortController().signal;

describe("the prompt", () => {
  test("is one whole argument, whatever stands in it", async () => {
    await using bench = await openAgentBench();
    const prompt = `--flag $(id) 'a' "b"\nsecond line\n\0{{prompt}} * ; rm -rf . && echo ä`;
    const outcome = await bench.runScript('printf %s "$1" > got.txt; echo $#', prompt, "argument");

    expect(outcome).toMatchObject({ kind: "done", account: "1\n" });
    expect(await readFile(join(bench.workspace, "got.txt"), "utf8")).toBe(prompt.replace("\0", ""));
  });

  test("may have megabytes on standard input", async () => {
    await using bench = await openAgentBench();
    expect(await bench.runScript("wc -c", "x".repeat(3_000_000), "stdin")).toMatchObject({ kind: "done", account: "3000000\n" });
  });

  test("that is too large for an argument is refused with the way that is large enough, and nothing is run", async () => {
    await using bench = await openAgentBench();
    const largest = "ä".repeat(64 * 1024 - 1);

    expect(await bench.runScript("printf %s $#", largest, "argument")).toMatchObject({ kind: "done", account: "1" });
    expect(await bench.runScript("touch ran", `${largest}ab`, "argument")).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("standard input"),
    });
    await expect(readFile(join(bench.workspace, "ran"))).rejects.toThrow("ENOENT");
  });
});

describe("what it prints", () => {
  test("is its account by head and tail, however much it is", async () => {
    await using bench = await openAgentBench();
    const script = "echo first; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo last";
    const outcome = await bench.runScript(script, "", "stdin");

    expect(outcome).toMatchObject({ kind: "done", account: expect.stringMatching(/^first\n.*bytes omitted.*\nlast\n$/s) });
    expect(outcome.kind === "done" && outcome.account.length).toBeLessThan(70_000);
  });

  test("is shown while it works: the newest line, and the share it names", async () => {
    await using bench = await openAgentBench();
    await bench.runScript("echo reading; printf 'writing tests: 4'; sleep 0.1; echo '0 %'", "", "stdin");
    expect(bench.reports.at(-1)).toEqual({ doing: "writing tests: 40 %", percent: 40 });

    await bench.runScript("echo 250% sure", "", "stdin");
    expect(bench.reports.at(-1)).toEqual({ doing: "250% sure" });
  });
});

describe("how it ends", () => {
  test.each([
    ["exit 0", { kind: "done", account: "" }],
    ["echo no idea >&2; exit 1", { kind: "failed", reason: "exit 1: no idea", exitCode: 1 }],
    ["exit 3", { kind: "failed", reason: "exit 3", exitCode: 3 }],
    ["exec no-such-agent", { kind: "unavailable", reason: expect.stringContaining("no-such-agent") }],
    ["kill -KILL $$", { kind: "failed", reason: "exit 137" }],
  ])("%j", async (script, expected) => {
    await using bench = await openAgentBench();
    expect(await bench.runScript(script, "", "stdin")).toMatchObject(expected);
  });

  test("what it cost is what was estimated, and never $0 where nothing was", async () => {
    await using bench = await openAgentBench();
    const [metered, free] = [250_000, null].map((costMicros) => createCommandAgent(settingOf("a", { costMicros }), bench.probe));

    expect(await metered?.run({ prompt: "" }, bench.contextOf())).toMatchObject({ usage: { costMicros: 250_000 } });
    expect(await free?.run({ prompt: "" }, bench.contextOf())).toMatchObject({ usage: { costMicros: null } });
  });
});

describe("whether it is there", () => {
  test("is asked in the sandbox, with its version where it can tell it", async () => {
    await using bench = await openAgentBench();
    const agent = createCommandAgent(settingOf("git", { command: ["git", "apply"], version: ["--version"] }), bench.probe);

    expect(await agent.available(signal)).toEqual({ ok: true, version: expect.stringMatching(/^git version /) });
  });

  test("a program of the workspace is looked for when there is one", async () => {
    await using bench = await openAgentBench();
    expect(await createCommandAgent(settingOf("own", { command: ["./agent.sh"] }), bench.probe).available(signal)).toMatchObject({
      ok: true,
    });
  });

  test("depends on what it needs: what the sandbox cannot grant makes it unavailable, with the sandbox's reason", async () => {
    await using bench = await openAgentBench();
    const needs = { ...nothing, network: ["api.example.com"] };

    expect(await createCommandAgent(settingOf("cloud", { needs }), bench.probe).available(signal)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("api.example.com"),
    });
  });
});
