/** Failing tests by their package, which Go names after them; a package without one failed to build, or its run broke off. */
export function failuresOf(output: string): readonly string[] {
  const names: string[] = [];
  let waiting: string[] = [];
  for (const line of output.split("\n")) {
    const test = /^ *--- FAIL: (\S+)/.exec(line)?.[1];
    const [, tested, why = ""] = /^FAIL\t(\S+)(?:\t[\d.]+s| (\[.+\]))?$/.exec(line) ?? [];
    if (test !== undefined) waiting.push(test);
    if (tested === undefined) continue;
    names.push(...(waiting.length > 0 ? waiting.map((name) => `${tested}: ${name}`) : [`${tested} ${why}`.trim()]));
    waiting = [];
  }
  return [...new Set([...names, ...waiting])];
}
