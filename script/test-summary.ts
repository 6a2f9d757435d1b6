/**
 * Runs vitest with its normal report and closes with one line: `N passed, N failed`, and `, N skipped` when some were.
 * The line comes from outside vitest, so that it is there when vitest crashes; then, and when no test ran, it counts as a failure.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { z } from "zod";

/** What we read of vitest's JSON report. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});
type Report = z.infer<typeof Report>;

const directory = mkdtempSync(join(tmpdir(), "adjutant-tests-"));
const reportFile = join(directory, "report.json");
const exitCode = await runVitest(reportFile, process.argv.slice(2));
const report = readReport(reportFile);
rmSync(directory, { recursive: true, force: true });

const passed = report?.numPassedTests ?? 0;
const failed = countFailures(report, exitCode);
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
if (report === null) console.error("vitest ended without a report.");
else if (passed + failed === 0) console.error("no test was run.");
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = exitCode !== 0 ? exitCode : passed + failed === 0 || failed > 0 ? 1 : 0;

async function runVitest(outputFile: string, args: readonly string[]): Promise<number> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${outputFile}`];
  const path = `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`;
  const vitest = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => vitest.kill(signal));
  const [code, signal]: [number | null, NodeJS.Signals | null] = await ended(vitest);
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

async function ended(child: ReturnType<typeof spawn>): Promise<[number | null, NodeJS.Signals | null]> {
  const [code, signal] = await once(child, "exit");
  return [code, signal];
}

function readReport(file: string): Report | null {
  try {
    return Report.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Failed tests, files that could not be loaded, and at least one when vitest itself said no. */
function countFailures(found: Report | null, code: number): number {
  if (found === null) return 1;
  const unloaded = found.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const count = found.numFailedTests + unloaded.length;
  const ran = count + found.numPassedTests > 0;
  return count === 0 && code !== 0 && ran ? 1 : count;
}
