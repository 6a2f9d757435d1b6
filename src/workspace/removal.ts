import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { program } from "./git.ts";
import { runInterruptibly } from "./interruption.ts";
import { kindOf } from "./repository.ts";

const quarterOfAnHour = 15 * 60_000;

/**
 * Removes a tree, also one in which a step made directories that nobody may write to. Links are not followed. A program does
 * it: one that takes long can be ended.
 */
export async function removeDirectory(path: string, account: Account | null): Promise<void> {
  if (kindOf(path) === "nothing" || (await remove(path))) return;
  await runInterruptibly({ argv: [program("chmod"), "-R", "u+rwX", "--", path], account, outputBytes: 1024 ** 3 });
  if (!(await remove(path))) throw new Problem("workspace", `${path}: it cannot be removed. Remove it by hand.`);
}

async function remove(path: string): Promise<boolean> {
  const argv = [program("rm"), "-rf", "--", path] as const;
  const result = await runInterruptibly({ argv, timeoutMs: quarterOfAnHour, outputBytes: 1024 ** 3 });
  return result.kind === "exited" && result.exitCode === 0;
}
