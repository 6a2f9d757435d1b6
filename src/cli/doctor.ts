import { Command } from "commander";
import { createPaint } from "../adapters/terminal/paint.ts";
import { columnsOf, showsColour } from "../adapters/terminal/screen.ts";
import { pad, wrap } from "../adapters/terminal/width.ts";
import { examine } from "./examination.ts";
import { examineAttacks } from "./examine-attacks.ts";
import type { Finding } from "./finding.ts";
import { exits, type Program, print } from "./program.ts";

/** `adjutant doctor`: whether everything is there that Adjutant needs, really tried, with the cure where it is not. */
export function doctorCommand(program: Program): Command {
  return new Command("doctor")
    .description("try everything Adjutant needs, and say the cure where something is missing")
    .option("--sandbox", "try to break out of the sandbox instead, in many ways, none of which does harm")
    .option("--json", "print one JSON object")
    .action(async ({ json = false, sandbox = false }: { json?: boolean; sandbox?: boolean }) =>
      program.exit(await doctor(program, sandbox ? examineAttacks(program) : examine(program), json)),
    );
}

async function doctor(program: Program, examination: AsyncIterable<Finding>, json: boolean): Promise<number> {
  const findings: Finding[] = [];
  for await (const finding of examination) {
    findings.push(finding);
    if (!json) print(program.stdout, render(program, finding));
  }
  const ok = findings.every((one) => one.status !== "broken");
  if (json) print(program.stdout, JSON.stringify({ ok, checks: findings }, null, 2));
  return ok ? exits.completed : exits.failed;
}

/** Mark and name. */
const margin = " ".repeat(18);

function render({ stdout, env }: Program, { name, status, detail, cure }: Finding): string {
  const paint = createPaint(showsColour(stdout, env));
  const marks = { fine: paint.green("✓"), broken: paint.red("✗"), absent: paint.dim("–") };
  const width = columnsOf(stdout) - margin.length;
  const [first = "", ...more] = wrap(detail, width);
  const cures = cure === null ? [] : wrap(cure, width).map(paint.yellow);
  return [`${marks[status]} ${pad(name, margin.length - 2)}${first}`, ...[...more, ...cures].map((line) => margin + line)].join("\n");
}
