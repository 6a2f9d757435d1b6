/** Failures of pytest and unittest. */
export function failuresOf(output: string): readonly string[] {
  return [...new Set([...pytestFailures(output), ...unittestFailures(output)])];
}

/** The short summary, which pytest prints by default. What follows the name is the message, which may change. */
function pytestFailures(output: string): readonly string[] {
  const summary = /^=+ short test summary info =+\n([\s\S]*)/m.exec(output)?.[1] ?? "";
  const lines = summary.matchAll(/^(?:FAILED|ERROR|SUBFAILED(?<sub>\([^)]*\))) (?<name>\S.*)$/gm);
  return [...lines].map(({ groups }) => `${groups?.["name"]?.split(" - ")[0]}${groups?.["sub"] ?? ""}`);
}

function unittestFailures(output: string): readonly string[] {
  return [...output.matchAll(/^={70}\n(?:FAIL|ERROR): (.+)\n(?:.*\n)?-{70}$/gm)].map(([, name]) => name ?? "");
}
