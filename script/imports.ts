/**
 * Checks the imports of the working directory against `.dependency-cruiser.mjs`, and names of folders.
 */
import { globSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { VariableDeclarator } from "@swc/core";
import { Visitor } from "@swc/core/Visitor.js";
import { allExtensions, cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";

const rulesFile = fileURLToPath(new URL("../.dependency-cruiser.mjs", import.meta.url));
const vagueNames = ["utils", "helpers", "common", "shared", "lib"];

teachUsing();
const sources = globSync("{src,test,script}/**/*.{ts,mjs,js}").map((path) => path.split(sep).join("/"));
const result = await cruiseAll(sources);
const faults = [...unseen(result, sources), ...vaguelyNamed(sources), ...violations(result)];
for (const fault of faults) console.error(fault);
console.log(`${result.summary.totalCruised} modules, ${result.summary.totalDependenciesCruised ?? 0} imports, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** swc parses `using x = …`, but its visitor, which dependency-cruiser walks with, throws at it. */
function teachUsing(): void {
  const visitStatement = Visitor.prototype.visitStatement;
  Visitor.prototype.visitStatement = function visitKnown(statement) {
    // The parser's types leave this one statement out.
    const using = statement as { readonly type: string; readonly decls?: VariableDeclarator[] };
    if (using.type !== "UsingDeclaration") return visitStatement.call(this, statement);
    this.visitVariableDeclarators(using.decls ?? []);
    return statement;
  };
}

async function cruiseAll(files: readonly string[]): Promise<ICruiseResult> {
  const { forbidden = [], options = {} } = await extractDepcruiseConfig(rulesFile);
  const { output } = await cruise([...files], { ...options, ruleSet: { forbidden }, validate: true });
  if (typeof output === "string") throw new Error("dependency-cruiser answered with text where its result was asked for.");
  return output;
}

/** A checker that could not read finds nothing wrong: every source file must have been looked at, by a parser that knows TypeScript. */
function unseen(cruised: ICruiseResult, files: readonly string[]): string[] {
  const reads = allExtensions.some(({ extension, available }) => extension === ".ts" && available);
  if (!reads) return ["dependency-cruiser has no parser for TypeScript, so nothing was checked: install @swc/core."];
  if (files.length === 0) return ["no source files under src, test and script, so nothing was checked."];
  const seen = new Set(cruised.modules.map((module) => module.source));
  return files.filter((file) => !seen.has(file)).map((file) => `${file}: was not looked at.`);
}

function vaguelyNamed(files: readonly string[]): string[] {
  const isVague = (file: string) => file.split("/").some((part) => vagueNames.includes(part.replace(/\.\w+$/, "")));
  return files.filter(isVague).map((file) => `${file}: no folder or file is called ${vagueNames.join(", ")}; name it by what it holds.`);
}

function violations(cruised: ICruiseResult): string[] {
  const rules = new Map(cruised.summary.ruleSetUsed?.forbidden?.map((rule) => [rule.name, rule.comment]));
  return cruised.summary.violations.map(({ from, to, rule, cycle = [] }) => {
    const rest = cycle.slice(1).map((step) => ` → ${step.name}`);
    return `${from} → ${to}${rest.join("")}: ${rule.name} (${rules.get(rule.name)})`;
  });
}
