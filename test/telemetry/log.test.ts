import { describe, expect, test } from "vitest";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { createRedactor } from "../../src/outbound/redactor.ts";
import { createLog, type LogOptions, logFormat } from "../../src/telemetry/log.ts";

const outbound = createOutbound({ redact: createRedactor({ DEPLOY: "hunter2-secret" }) });

function openLog(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    level: "info",
    format: "json",
    redact: (text) => outbound.text(text),
    write: (line) => lines.push(line),
    ...options,
  });
  return { log, lines };
}

describe("a record", () => {
  test("is one line of JSON with time, level and message", () => {
    const { log, lines } = openLog();
    log.info({ task: "tsk_1" }, "started");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "info",
      msg: "started",
      task: "tsk_1",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test.each(["json", "line"] as const)("carries no secret in any place (%s)", (format) => {
    const { log, lines } = openLog({ format });
    const fault = new Error("refused hunter2-secret", { cause: new Error("hunter2-secret") });
    log
      .child({ bound: "hunter2-secret" })
      .error({ err: fault, deep: { list: ["hunter2-secret"], "hunter2-secret": 1 } }, "with hunter2-secret");
    expect(lines.join("")).toContain("[redacted:DEPLOY]");
    expect(lines.join("")).not.toContain("hunter2");
  });

  test("cannot drive a terminal or forge a second line", () => {
    const { log, lines } = openLog({ format: "line" });
    log.warn({ name: "a\u001B[2J\nb" }, "one\n12:00:00 info  forged");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}one ⏎ 12:00:00 info {2}forged name=a ⏎ b\n$/);
  });

  test("below the level is dropped", () => {
    const { log, lines } = openLog({ level: "warn" });
    log.info("quiet");
    expect(lines).toEqual([]);
  });

  test("shows an error by its message on a terminal", () => {
    const { log, lines } = openLog({ format: "line" });
    log.error({ err: new Error("no route"), tries: 3 }, "gave up");
    expect(lines[0]).toMatch(/error gave up tries=3 error=no route\n$/);
  });
});

test.each([
  [null, true, "line"],
  [null, false, "json"],
  ["json", true, "json"],
  ["line", false, "line"],
] as const)("asked for %s, on a terminal: %s, it is %s", (asked, terminal, format) => {
  expect(logFormat(asked, terminal)).toBe(format);
});
