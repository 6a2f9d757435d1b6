/** Complaints of compilers, type checkers and linters by file and message. Where a line says where, the line's number is left out. */
const forms: readonly RegExp[] = [
  // tsc, plain and pretty
  /^(?<file>[^\s():][^():\n]*)\(\d+,\d+\): (?<what>error TS\d+: .*)$/gm,
  /^(?<file>[^\s:][^:\n]*):\d+:\d+ - (?<what>error TS\d+: .*)$/gm,
  // gcc, mypy, javac, go vet, ruff's short form
  /^(?<file>[^\s:[][^:\n]*):\d+(?::\d+)?: (?<what>(?:fatal )?error: .*)$/gm,
  /^(?:vet: )?(?<file>[^\s:]+\.go):\d+:\d+: (?<what>.+)$/gm,
  /^(?<file>[^\s:]+\.pyi?):\d+:\d+: (?<what>[A-Z]+\d+ .*)$/gm,
  // rustc, clippy and ruff: the message stands above its place
  /^(?<what>(?:error(?:\[\w+\])?: |[A-Z]+\d+ ).*)\n\s*--> (?<file>[^\s:]+):\d+:\d+$/gm,
  // maven's compiler
  /^\[ERROR\] (?<file>[^\s:]+):\[\d+,\d+\] (?<what>.+)$/gm,
];

/** The same complaint twice in a file is two: the second is `… (2)`. */
export function problemsIn(output: string): readonly string[] {
  const found = forms.flatMap((form) => [...output.matchAll(form)].map(({ groups }) => `${groups?.["file"]}: ${groups?.["what"]?.trim()}`));
  return numbered([...found, ...eslintProblems(output)]);
}

/** ESLint names the file once, above its complaints. */
function eslintProblems(output: string): readonly string[] {
  let file = "";
  return output.split("\n").flatMap((line) => {
    if (/^\S.*\.\w+$/.test(line)) file = line;
    const [, what] = /^ {2}\d+:\d+ +error +(\S.*)$/.exec(line) ?? [];
    return what === undefined || file === "" ? [] : [`${file}: ${what.replace(/\s+/g, " ").trim()}`];
  });
}

/** Names that occur more than once are told apart by their number, so that one more of a kind is seen. */
export function numbered(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
