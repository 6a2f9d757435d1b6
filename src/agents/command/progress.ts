import type { Progress } from "../agent.ts";

/** A line that is longer is no line for people; what comes after is not looked at. Far more than is shown: the cut is not seen. */
const longestLine = 4_000;

/** Reads what a program prints as it comes and tells its newest whole line, with the share it names (`40 %`), if it does. */
export function readProgress(report: (progress: Progress) => void): (stream: "stdout" | "stderr", chunk: Uint8Array) => void {
  const begun = { stdout: "", stderr: "" };
  return (stream, chunk) => {
    const lines = (begun[stream] + Buffer.from(chunk).toString("utf8")).split(/[\r\n]+/);
    begun[stream] = (lines.pop() ?? "").slice(0, longestLine);
    const line = lines.findLast((one) => one.trim() !== "")?.trim();
    if (line !== undefined) report(progressOf(line.slice(0, longestLine)));
  };
}

function progressOf(doing: string): Progress {
  const percent = Number(/(?:^|[^\d.])(\d{1,3})(?:\.\d+)? ?%/.exec(doing)?.[1] ?? Number.NaN);
  return percent <= 100 ? { doing, percent } : { doing };
}
