import type { CheckCommand } from "../../domain/check-command.ts";
import type { Check, WorkspaceFiles } from "../check.ts";

/** Make reads the first of these that is there. */
const manifests = ["GNUmakefile", "makefile", "Makefile"];

const wanted: readonly { readonly purpose: CheckCommand["purpose"]; readonly targets: readonly string[]; readonly required: boolean }[] = [
  { purpose: "test", targets: ["test", "check"], required: true },
  { purpose: "lint", targets: ["lint"], required: false },
];

/** Targets that the Makefile itself defines. */
export const make: Check = {
  name: "make",
  definitions: /(?:^|\/)(?:GNUmakefile|makefile|Makefile)$/,
  // Whatever a rule starts has its own way to say what failed: the other checks know it.
  failures: () => [],
  lines: async (files, { argv }) => recipeOf((await readManifest(files)) ?? "", argv.at(-1) ?? ""),
  detect: async (files) => {
    const text = await readManifest(files);
    if (text === null) return [];
    return wanted.flatMap(({ purpose, targets, required }) => {
      const target = targets.find((name) => defines(text, name));
      if (target === undefined) return [];
      return [{ check: "make", purpose, title: `make ${target}`, argv: ["make", target], directory: ".", required }];
    });
  },
};

async function readManifest(files: WorkspaceFiles): Promise<string | null> {
  const names = await files.list(".");
  const manifest = manifests.find((name) => names.includes(name));
  return manifest === undefined ? null : files.read(manifest);
}

/** The lines below a target's rule that begin with a tab. */
function recipeOf(text: string, target: string): readonly string[] {
  const lines = text.split("\n");
  const rule = lines.findIndex((line) => defines(line, target));
  const after = rule < 0 ? [] : lines.slice(rule + 1);
  const end = after.findIndex((line) => line.trim() !== "" && !line.startsWith("\t"));
  return after.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
}

/** A rule has the name before its colon, alone or among others; `test := x` is a variable, and `.PHONY: test` no rule for it. */
function defines(text: string, target: string): boolean {
  return new RegExp(`^(?![.\\t#])(?:[^:=#\\n]*\\s)?${target}(?:\\s[^:=#\\n]*)?\\s*::?(?!=)`, "m").test(text);
}
