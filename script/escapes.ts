import { readFile, writeFile } from "node:fs/promises";
import { createBubblewrap } from "../src/sandbox/bubblewrap/bubblewrap.ts";
import { layMoreBait } from "../test/escapes/bait.ts";
import { hostAttacks, trapsTheNaive, trapsUs } from "../test/escapes/host.ts";
import { attackTable, markers, type Outcome } from "../test/escapes/table.ts";
import { escapes, hindranceOf, type Trial, works } from "../test/escapes/trial.ts";
import { trials } from "../test/escapes/trials.ts";

/**
 * Tries every attack in the sandbox and outside of it, prints what became of each, and with `--write` puts the table into docs/sandbox.md.
 * Exit code 1 when one got through. `script/node script/escapes.ts [--write]`, as root: otherwise controls that take root are missing.
 */
const path = "docs/sandbox.md";
const sandbox = createBubblewrap({ graceMs: 300 });
const outcomes: Outcome[] = [];
{
  await using bait = await layMoreBait(sandbox.account);
  for (const trial of trials) {
    const inside = (await escapes(trial, sandbox, bait)) ? "GOT THROUGH" : "held";
    const outside = hindranceOf(trial) ?? tell(trial, await works(trial, sandbox, bait));
    outcomes.push({ trial, outside, inside });
    console.log(`${inside}\t${outside}\t${trial.name}`);
  }
}
for (const trial of hostAttacks) {
  const inside = (await trapsUs(trial, sandbox)) ? "GOT THROUGH" : "held";
  if (!(await trapsTheNaive(trial, sandbox))) throw new Error(`${trial.name} does not trap a careless host either`);
  outcomes.push({ trial, outside: "works", inside });
  console.log(`${inside}\tworks\t${trial.name}`);
}
if (process.argv.includes("--write")) await writeFile(path, withTable(await readFile(path, "utf8"), attackTable(outcomes)));
process.exitCode = outcomes.every(({ inside }) => inside === "held") ? 0 : 1;

function tell({ control, excuse, name }: Trial, worked: boolean): string {
  if (worked) return control === "root" ? "works, as root" : "works";
  if (excuse !== undefined) return `not shown: ${excuse}`;
  throw new Error(`${name} does not work without the sandbox either, and nothing says why`);
}

function withTable(document: string, table: string): string {
  const [begin, end] = markers;
  return `${document.slice(0, document.indexOf(begin) + begin.length)}\n\n${table}\n\n${document.slice(document.indexOf(end))}`;
}
