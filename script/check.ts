/** Everything a reviewer need not look at, in one go: `npm run check`, or `npm run check -- imports size` for some of it. */
import { spawnSync } from "node:child_process";

type Part = { readonly name: string; readonly title: string; readonly argv: readonly [string, ...string[]] };

const parts: readonly Part[] = [
  { name: "style", title: "format and lint (Biome)", argv: ["node_modules/.bin/biome", "check", "--error-on-warnings", "."] },
  { name: "types", title: "types (tsc)", argv: ["node_modules/.bin/tsc", "--noEmit", "-p", "."] },
  { name: "imports", title: "who imports whom (dependency-cruiser)", argv: [process.execPath, "script/imports.ts"] },
  { name: "unused", title: "unused files, exports and dependencies (knip)", argv: ["node_modules/.bin/knip"] },
  { name: "size", title: "size budget of files and functions", argv: [process.execPath, "script/size-budget.ts"] },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`no check called ${unknown.join(", ")}; there are ${parts.map((part) => part.name).join(", ")}.`);
  process.exit(2);
}

const failed = parts.filter((part) => asked.length === 0 || asked.includes(part.name)).filter((part) => !passes(part));
console.log(failed.length === 0 ? "\nall checks passed" : `\nfailed: ${failed.map((part) => part.name).join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes({ title, argv: [program, ...rest] }: Part): boolean {
  console.log(`\n── ${title}`);
  const { status, error } = spawnSync(program, rest, { stdio: "inherit" });
  if (error !== undefined) console.error(`${program} could not be started (${error.message}): run script/bootstrap first.`);
  return status === 0;
}
