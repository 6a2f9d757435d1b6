import { accessSync, constants, realpathSync, statSync } from "node:fs";

/** Where commands look for programs, in order; the sandbox's PATH. */
export const searchPath: readonly string[] = ["/usr/local/bin", "/usr/bin", "/bin"];

/** Which of these programs a command would find: what lies on its PATH, is executable, and leads to nothing outside /usr. */
export function findPrograms(names: readonly string[], directories: readonly string[] = searchPath): readonly string[] {
  return names.filter((name) => directories.some((directory) => isShown(`${directory}/${name}`, directories)));
}

/** Of the host only /usr and what its top-level names link to is shown: a link that leads elsewhere is broken inside. */
function isShown(path: string, directories: readonly string[]): boolean {
  try {
    const real = realpathSync(path);
    accessSync(real, constants.X_OK);
    const inside = ["/usr", ...directories].some((root) => real.startsWith(`${root}/`));
    return inside && statSync(real).isFile();
  } catch {
    return false;
  }
}
