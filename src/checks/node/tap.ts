/** Failing tests of a TAP stream, with the suites they stand in. What is to do or skipped does not count, and a suite that only holds a failing test neither. */
export function tapFailures(output: string): readonly string[] {
  const suites: string[] = [];
  const lines = output.split("\n");
  return lines.flatMap((line, at) => {
    const [, indent = "", opened, failed] = /^( *)(?:# Subtest: (.*)|not ok \d+(?: - (.*))?)$/.exec(line) ?? [];
    const depth = indent.length / 4;
    if (opened !== undefined) suites.splice(depth, suites.length, opened);
    if (failed === undefined || / # (?:TODO|SKIP)\b/i.test(failed)) return [];
    const details = detailsBelow(lines, at);
    if (details.includes("failureType: 'subtestsFailed'")) return [];
    const file = /^location: '(.+):\d+:\d+'$/.exec(details.find((one) => one.startsWith("location: ")) ?? "")?.[1];
    const name = [...suites.slice(0, depth), failed].join(" › ");
    return [file === undefined || file === name ? name : `${file}: ${name}`];
  });
}

/** The lines of the YAML block below a result. */
function detailsBelow(lines: readonly string[], at: number): readonly string[] {
  if (lines[at + 1]?.trim() !== "---") return [];
  const end = lines.findIndex((line, index) => index > at && line.trim() === "...");
  return lines.slice(at + 2, end < 0 ? undefined : end).map((line) => line.trim());
}
