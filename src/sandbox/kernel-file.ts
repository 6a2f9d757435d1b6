import { readFileSync } from "node:fs";

/** What a file of the kernel says now; empty where it is not there, or what it is about is gone. */
export function readKernelFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
