import type { CheckCommand } from "../../domain/check-command.ts";
import type { Check } from "../check.ts";

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
  detect: async (files) => {
    const names = await files.list(".");
    const manifest = manifests.find((name) => names.includes(name));
    const text = manifest === undefined ? null : await files.read(manifest);
    if (text === null) return [];
    return wanted.flatMap(({ purpose, targets, required }) => {
      const target = targets.find((name) => defines(text, name));
      if (target === undefined) return [];
      return [{ check: "make", purpose, title: `make ${target}`, argv: ["make", target], directory: ".", required }];
    });
  },
};

/** A rule has the name before its colon, alone or among others; `test := x` is a variable, and `.PHONY: test` no rule for it. */
function defines(text: string, target: string): boolean {
  return new RegExp(`^(?![.\\t#])(?:[^:=#\\n]*\\s)?${target}(?:\\s[^:=#\\n]*)?\\s*::?(?!=)`, "m").test(text);
}
