import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { accept, type Checked, refuse } from "../refusal.ts";

/** Where bwrap may lie. Not PATH: whoever can set PATH must not choose the sandbox. */
export const engineDirectories: readonly string[] = ["/usr/bin", "/bin", "/usr/local/bin"];

/** Absolute path of a bwrap that is not setuid: `--disable-userns` does not work with a setuid one (sandbox.md: backends). */
export function findEngine(directories: readonly string[]): Checked<string> {
  const path = directories.map((directory) => join(directory, "bwrap")).find(isExecutable);
  if (path === undefined) return refuse(`bubblewrap is not installed (looked for bwrap in ${directories.join(", ")})`, installLine());
  if ((statSync(path).mode & 0o4000) !== 0)
    return refuse(`${path} is setuid, which cannot forbid nested user namespaces`, `chmod u-s ${path}`);
  return accept(path);
}

/** The line that installs a current bubblewrap with this machine's package manager. */
export function installLine(): string {
  const managers = [
    ["/usr/bin/apt-get", "apt-get install -y bubblewrap"],
    ["/usr/bin/dnf", "dnf install -y bubblewrap"],
    ["/usr/bin/zypper", "zypper install -y bubblewrap"],
    ["/usr/bin/pacman", "pacman -S --noconfirm bubblewrap"],
    ["/sbin/apk", "apk add bubblewrap"],
  ] as const;
  return managers.find(([program]) => existsSync(program))?.[1] ?? "install bubblewrap 0.8.0 or newer as /usr/bin/bwrap";
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
