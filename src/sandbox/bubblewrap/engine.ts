import { statSync } from "node:fs";
import { findExecutable, installLine } from "../executable.ts";
import { accept, type Checked, refuse } from "../refusal.ts";

/** Absolute path of a bwrap that is not setuid: `--disable-userns` does not work with a setuid one (sandbox.md: backends). */
export function findEngine(directories: readonly string[]): Checked<string> {
  const path = findExecutable("bwrap", directories);
  if (path === undefined) return refuse(`bubblewrap is not installed (looked for bwrap in ${directories.join(", ")})`, installBubblewrap());
  if ((statSync(path).mode & 0o4000) !== 0)
    return refuse(`${path} is setuid, which cannot forbid nested user namespaces`, `chmod u-s ${path}`);
  return accept(path);
}

/** The line that installs a current bubblewrap. */
export function installBubblewrap(): string {
  return installLine({ debian: "bubblewrap" }, "install bubblewrap 0.8.0 or newer as /usr/bin/bwrap");
}
