/**
 * What a sandbox costs: `true` in it and plainly spawned, in turns, after a few to warm up. `node bench/sandbox.ts [--runs 50]`
 * prints both medians and the difference, in milliseconds.
 */
import { parseArgs } from "node:util";
import { execa } from "execa";
import { chooseSandbox } from "../src/sandbox/index.ts";
import { defaultLimits } from "../src/sandbox/sandbox.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "50" } } });
const [runs, warm] = [Number(values.runs), 5];
const sandbox = await chooseSandbox();
// /usr takes the place of a workspace: every machine has it, and every account can read it.
const grant = { workspace: "/usr", writes: [], binds: [], network: [], env: {}, limits: defaultLimits };
const [inside, plain]: [number[], number[]] = [[], []];
for (let run = 0; run < warm + runs; run += 1) {
  inside.push(await time(runInside));
  plain.push(await time(() => execa("/usr/bin/true", [], { preferLocal: false })));
}
const [a, b] = [median(inside.slice(warm)), median(plain.slice(warm))];
console.log(`sandboxed ${a.toFixed(1)} ms, plain ${b.toFixed(1)} ms: ${(a - b).toFixed(1)} ms more (medians of ${runs})`);

async function runInside(): Promise<void> {
  const result = await sandbox.run({ argv: ["/usr/bin/true"] }, grant, new AbortController().signal);
  if (result.kind !== "exited" || result.exitCode !== 0) throw new Error(JSON.stringify(result));
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}
