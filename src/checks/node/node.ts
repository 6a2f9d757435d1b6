import { z } from "zod";
import type { CheckCommand } from "../../domain/check-command.ts";
import type { Check, WorkspaceFiles } from "../check.ts";
import { defineScripts, manifest, runnerFiles } from "./definitions.ts";
import { failuresOf } from "./failures.ts";

const Manifest = z.object({
  scripts: z.record(z.string(), z.unknown()).default({}),
  packageManager: z.string().optional(),
});

type Manager = "npm" | "pnpm" | "yarn" | "bun";

/** Lock files tell the manager; the first that lies there counts. */
const locks: readonly (readonly [string, Manager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/** Script names by what they prove; of several spellings the first counts. Lint is an opinion: it weighs, but is not required. */
const wanted: readonly { readonly purpose: CheckCommand["purpose"]; readonly names: readonly string[]; readonly required: boolean }[] = [
  { purpose: "test", names: ["test"], required: true },
  { purpose: "lint", names: ["lint"], required: false },
  { purpose: "typecheck", names: ["typecheck", "type-check", "check-types", "types"], required: true },
  { purpose: "build", names: ["build"], required: true },
];

/** Scripts of package.json, run by the manager of the lock file. */
export const node: Check = {
  name: "node",
  definitions: runnerFiles,
  mixed: { manifest, define: defineScripts },
  failures: failuresOf,
  lines: async (files, { argv }) => linesOf(readManifest(await files.read("package.json"))?.scripts ?? {}, argv.at(-1) ?? ""),
  detect: async (files) => {
    const manifest = readManifest(await files.read("package.json"));
    if (manifest === null) return [];
    const manager = managerNamed(manifest.packageManager) ?? (await managerLocked(files));
    return wanted.flatMap(({ purpose, names, required }) => {
      const script = names.find((name) => isReal(manifest.scripts[name]));
      if (script === undefined) return [];
      const argv = runArgv(manager, script);
      return [{ check: "node", purpose, title: argv.join(" "), argv, directory: ".", required }];
    });
  },
};

/** A script with what comes before and after it, and the scripts that it calls in turn. */
function linesOf(scripts: Readonly<Record<string, unknown>>, name: string, seen = new Set<string>()): readonly string[] {
  return [`pre${name}`, name, `post${name}`].flatMap((one) => {
    const line = scripts[one];
    if (typeof line !== "string" || seen.has(one)) return [];
    seen.add(one);
    const called = [...line.matchAll(/\b(?:npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)/g)].map(([, script]) => script ?? "");
    return [line, ...called.flatMap((script) => linesOf(scripts, script, seen))];
  });
}

/** A manifest that cannot be read has no commands; the project's own tools say why when they run. */
function readManifest(text: string | null): z.infer<typeof Manifest> | null {
  if (text === null) return null;
  try {
    return Manifest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** `npm init` writes a test script that only fails: it is no test. */
function isReal(script: unknown): boolean {
  return typeof script === "string" && script.trim() !== "" && !script.includes("no test specified");
}

function managerNamed(field: string | undefined): Manager | null {
  const name = field?.split("@")[0];
  return locks.find(([, manager]) => manager === name)?.[1] ?? null;
}

async function managerLocked(files: WorkspaceFiles): Promise<Manager> {
  const names = await files.list(".");
  return locks.find(([lock]) => names.includes(lock))?.[1] ?? "npm";
}

/** `bun test` would start bun's own runner instead of the script. */
function runArgv(manager: Manager, script: string): CheckCommand["argv"] {
  const short = script === "test" && manager !== "bun";
  return short ? [manager, script] : [manager, "run", script];
}
