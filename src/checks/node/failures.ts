import { tapFailures } from "./tap.ts";

/** What failed by the runners of JavaScript. */
export function failuresOf(output: string): readonly string[] {
  const tests = [
    ...tapFailures(output),
    ...specFailures(output),
    ...fileFailures(output),
    ...mochaFailures(output),
    ...bunFailures(output),
  ];
  return [...new Set(tests)];
}

/** node:test's own summary: a place and the name below it. */
function specFailures(output: string): readonly string[] {
  const [, summary] = output.split(/^✖ failing tests:$/m);
  const entries = (summary ?? "").matchAll(/^test at (.+):\d+:\d+\n✖ (.*) \([\d.]+ms\)$/gm);
  return [...entries].map(([, file, name]) => (file === name ? `${file}` : `${file}: ${name}`));
}

/** vitest names everything on its FAIL line; jest names the file there and the tests below. */
function fileFailures(output: string): readonly string[] {
  let file = "";
  return output.split("\n").flatMap((line) => {
    const failed = /^ ?FAIL {1,2}(\S.*)$/.exec(line)?.[1];
    if (failed !== undefined) {
      file = failed.replace(/ \([\d.]+ m?s\)$/, "");
      return / > | \[ /.test(failed) ? [failed] : [];
    }
    const named = /^ {2}● (.+)$/.exec(line)?.[1];
    return named === undefined || file === "" || named === "Console" ? [] : [`${file}: ${named}`];
  });
}

/** `  1) suite` and, further in, its inner suites and the test, up to a colon. */
function mochaFailures(output: string): readonly string[] {
  const summary = /^ {2}\d+ failing\n([\s\S]*)/m.exec(output)?.[1] ?? "";
  const entries = summary.matchAll(/^ {2}\d+\) (.+(?:\n {7,}\S.*){0,12}?):$/gm);
  return [...entries].map(([, title]) => (title ?? "").split(/\n\s*/).join(" › "));
}

function bunFailures(output: string): readonly string[] {
  let file = "";
  return output.split("\n").flatMap((line) => {
    file = /^(\S+\.[cm]?[jt]sx?):$/.exec(line)?.[1] ?? file;
    const name = /^\(fail\) (.+?)(?: \[[\d.]+m?s\])?$/.exec(line)?.[1];
    return name === undefined ? [] : [`${file}: ${name}`];
  });
}
