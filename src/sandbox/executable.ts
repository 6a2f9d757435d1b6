import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Where engines may lie. Not PATH: whoever can set PATH must not choose the sandbox. */
export const engineDirectories: readonly string[] = ["/usr/bin", "/bin", "/usr/local/bin"];

/** Absolute path of a program in one of these directories; undefined where none has it. */
export function findExecutable(name: string, directories: readonly string[]): string | undefined {
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

/** The line that installs a package with this machine's package manager, or `otherwise`. What is not said is called as on Debian. */
export function installLine(packages: { readonly debian: string; readonly others?: string }, otherwise: string): string {
  const others = packages.others ?? packages.debian;
  const managers = [
    ["/usr/bin/apt-get", `apt-get install -y ${packages.debian}`],
    ["/usr/bin/dnf", `dnf install -y ${others}`],
    ["/usr/bin/zypper", `zypper install -y ${others}`],
    ["/usr/bin/pacman", `pacman -S --noconfirm ${others}`],
    ["/sbin/apk", `apk add ${others}`],
  ] as const;
  return managers.find(([program]) => existsSync(program))?.[1] ?? otherwise;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
