import { outputVariable } from "../../domain/reference.ts";
import type { EarlierStep } from "../../workspace/workspace.ts";

/** What one output may take of an environment, and all of them together, in bytes: the kernel's room for a start is small. */
const most = 32 * 1024;
const mostInAll = 512 * 1024;

/**
 * Outputs of the steps one depends on, as `STEP_<ID>_OUTPUT` (product: 2.3), nearest first until the room is used up. The
 * whole of each is a file; two ids that make one name make none.
 */
export function outputEnvironment(earlier: readonly EarlierStep[]): Readonly<Record<string, string>> {
  const names = earlier.map(({ id }) => outputVariable(id));
  const env: Record<string, string> = {};
  let left = mostInAll;
  for (const { id, output } of earlier.toReversed()) {
    const name = outputVariable(id);
    const value = cutBytes(output.replaceAll("\0", ""), most);
    const bytes = Buffer.byteLength(value);
    if (names.filter((one) => one === name).length > 1 || bytes > left) continue;
    left -= bytes;
    env[name] = value;
  }
  return env;
}

/** The beginning of a text in so many bytes, never ending inside a character. */
function cutBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
