import { rm } from "node:fs/promises";
import { runOnHost } from "../host/process.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { program } from "./git.ts";

/** Removes a tree, also one in which a step made directories that nobody may write to. Links are not followed. */
export async function removeDirectory(path: string, account: Account | null): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await runOnHost({ argv: [program("chmod"), "-R", "u+rwX", "--", path], account, outputBytes: 1024 ** 3 });
    await rm(path, { recursive: true, force: true });
  }
}
