import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "./scratch.ts";

const sources = execFileSync("find", ["src", "-name", "*.ts"], { cwd: repository, encoding: "utf8" }).trim().split("\n");

/** Files whose code, without its comments, holds a pattern. */
function filesWith(pattern: RegExp): readonly string[] {
  const codeOf = (path: string) => readFileSync(join(repository, path), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return sources.filter((path) => pattern.test(codeOf(path))).sort();
}

/**
 * That words pass the gate before they are kept or shown is a matter of types: what keeps them takes only `Cleaned`. Here is what
 * types cannot say: nobody else makes one, and nobody has another way out.
 */
describe("everything outbound passes one gate", () => {
  test("only the gate says that something has passed it", () => {
    expect(filesWith(/\bas (?:unknown as )?Cleaned\b|<Cleaned</)).toEqual(["src/outbound/outbound.ts"]);
    expect(filesWith(/\bis Cleaned\b|: asserts /)).toEqual([]);
  });

  test("what keeps words for people, for ever, or for a model's next answer takes nothing else", () => {
    const taking = filesWith(/\bCleaned</).filter((path) => path.startsWith("src/store/"));
    expect(taking).toEqual(["src/store/audit/trail.ts", "src/store/outbox.ts", "src/store/traces.ts"]);
    expect(filesWith(/\.insert\((?:outbox|audit|auditBodies|thoughts)\)/)).toEqual(taking);
    expect(filesWith(/\.update\((?:outbox|audit|auditBodies|thoughts)\)/)).toEqual(["src/store/outbox.ts"]);
  });

  test("nobody writes to the terminal but through streams that main.ts has put the gate in front of", () => {
    expect(filesWith(/\bprocess\s*\.\s*(?:stdout|stderr)\b|\bprocess\[/)).toEqual(["src/main.ts", "src/setup.ts", "src/telemetry/log.ts"]);
    // The bridge is a text that runs inside of the sandbox.
    const past = filesWith(/\bconsole\s*\.|\bwriteSync\((?:1|2|process)|"\/dev\/(?:tty|std|fd)/);
    expect(past).toEqual(["src/sandbox/bridge.ts"]);
    expect(filesWith(/\bguardStream\(stream, /)).toEqual(["src/main.ts"]);
  });

  test("there is one model, one log and one gate, made in one place, the first two behind the third", () => {
    expect(filesWith(/from ".*\/openai\/model\.ts"/)).toEqual(["src/setup.ts"]);
    expect(readFileSync(join(repository, "src/setup.ts"), "utf8")).toMatch(/return guardModel\(openModel\(/);
    expect(filesWith(/\bpino\(/)).toEqual(["src/telemetry/log.ts"]);
    expect(filesWith(/\bcreateOutbound\((?:\{ redact: |createLearningRedactor\()/)).toEqual(["src/main.ts", "src/setup.ts"]);
  });
});
