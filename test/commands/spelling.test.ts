import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Programs, Usage } from "../../src/commands/command.ts";
import { compiled } from "../../src/commands/compiled.ts";
import { coreutils } from "../../src/commands/coreutils.ts";
import { git } from "../../src/commands/git.ts";
import { node } from "../../src/commands/node.ts";
import { python } from "../../src/commands/python.ts";
import { reading } from "../../src/commands/reading.ts";
import { search } from "../../src/commands/search.ts";
import { tools } from "../../src/commands/tools.ts";
import { judge, judgeWords } from "./bench.ts";

const programs: Programs = { ...git, ...node, ...python, ...compiled, ...coreutils, ...search, ...tools, ...reading };

/** A way to call a program, with what its schema literally lists. */
type Form = { readonly words: readonly string[]; readonly listed: ReadonlySet<string>; readonly clusters: boolean };

const forms: readonly Form[] = Object.entries(programs).flatMap(([name, program]) =>
  Object.entries(program.forms).map(([key, written]) => {
    const usages: readonly Usage[] = [written].flat();
    const options = usages.flatMap(({ options = "" }) => options.split(/\s+/).filter((option) => option !== ""));
    const words = [name, ...key.split(" ").filter((word) => word !== "")];
    return {
      words,
      listed: new Set([...options, ...(program.flags ?? "").split(/\s+/)]),
      clusters: usages.some((usage) => usage.clusters),
    };
  }),
);

/** Names of listed options, without what they take. */
const namesOf = ({ listed }: Form) => new Set([...listed].map((option) => option.replace(/[[=<].*$/, "")));

/** Whether a schema lists this very spelling: told apart by looking at the written options alone. */
function isListed(form: Form, word: string): boolean {
  const names = namesOf(form);
  const [name = ""] = word.split("=");
  if (names.has(word) || names.has(name) || (form.listed.has("-<number>") && /^-\d+$/.test(word))) return true;
  if (!form.clusters || word.startsWith("--")) return false;
  const letters = [...word.slice(1)];
  const valued = letters.findIndex((letter) => [...form.listed].some((option) => /^-.[[<]/.test(option) && option[1] === letter));
  const bare = valued < 0 ? letters : letters.slice(0, valued);
  return bare.every((letter) => names.has(`-${letter}`));
}

const dangerous = ["output", "exec", "exec-path", "ext-diff", "open-files-in-pager", "upload-pack", "compress-program", "eval", "import"];
const more = [
  "require",
  "script-shell",
  "prefix",
  "config",
  "pre",
  "hostname-bin",
  "toolexec",
  "vettool",
  "overlay",
  "file",
  "checkpoint-action",
];
const part = fc.oneof(
  fc.constantFrom(...dangerous, ...more),
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.stringMatching(/^[a-zA-Z]{1,4}$/),
);
const value = fc.oneof(fc.constant(""), fc.constantFrom("=x", "=./x", "=/etc/passwd", "=", "x", "=-o"));

const isOption = (word: string) => word.startsWith("-") && word !== "--";

/** Options made up, and options of the schema with something changed about them. */
const optionFor = (form: Form) => {
  const known = [...namesOf(form)].filter((name) => name.startsWith("-"));
  const made = fc
    .tuple(fc.constantFrom("-", "--", "---"), part, value)
    .map((pieces) => pieces.join(""))
    .filter(isOption);
  if (known.length === 0) return made;
  const bent = fc
    .tuple(fc.constantFrom(...known), fc.nat(12), value)
    .chain(([name, at, given]) =>
      fc.constantFrom(
        name.slice(0, at + 2) + given,
        `${name}${at}${given}`,
        `-${name}${given}`,
        name.toUpperCase() + given,
        `${name.slice(1)}${given}`,
      ),
    );
  const joined = fc
    .array(fc.constantFrom(...known, ...more), { minLength: 2, maxLength: 4 })
    .map((names) => `-${names.map((name) => name.replace(/^-+/, "")).join("")}`);
  return fc.oneof(made, bent, joined).filter(isOption);
};

const harmless = fc.array(fc.constantFrom("src", "HEAD", "5", "README.md"), { maxLength: 2 });

describe("no option passes that the schema does not list", () => {
  test("in any position, spelling, abbreviation or cluster", () => {
    const called = fc.constantFrom(...forms).chain((form) => fc.tuple(fc.constant(form), harmless, optionFor(form), harmless));
    fc.assert(
      fc.property(called, ([form, before, option, after]) => {
        fc.pre(!isListed(form, option));
        const judged = judge([...form.words, ...before, option, ...after]);
        expect(judged, JSON.stringify([...form.words, ...before, option, ...after])).toMatchObject({ known: false });
      }),
      { numRuns: 10_000 },
    );
  });

  test("where it is only the beginning of one that is", () => {
    const passed = forms.flatMap((form) =>
      [...namesOf(form)].flatMap((name) =>
        Array.from({ length: Math.max(0, name.length - 3) }, (_, index) => name.slice(0, index + 3))
          .filter((short) => short.startsWith("--") && !namesOf(form).has(short))
          .flatMap((short) => [[short], [`${short}=x`], ["src", short], [short, "x"]])
          .filter((words) => judge([...form.words, ...words]).known)
          .map((words) => [...form.words, ...words].join(" ")),
      ),
    );
    expect(passed).toEqual([]);
  });

  test("as a value that no plan wrote, wherever a reference may stand", () => {
    const called = fc.constantFrom(...forms).chain((form) => fc.tuple(fc.constant(form), harmless, optionFor(form)));
    fc.assert(
      fc.property(called, ([{ words }, before, option]) => {
        const plan = [...words, ...before].map((text) => ({ text, from: "plan" as const }));
        expect(judgeWords([...plan, { text: option, from: "value" }]).known).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});
