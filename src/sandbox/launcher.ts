import type { Plan } from "./plan.ts";

/** What the launcher says on its output before the command begins; it is taken off there. */
export const readyWord = "ready\n";

/** What lets the command go. */
export const goWord = "go\n";

/**
 * The text that a shell runs inside before the command, which follows as arguments and is never spliced in: it takes the step's environment from
 * a file, does what else is to be done before the limits (`first`), sets these, tells that they stand, waits to be let go, and becomes the command.
 */
export function launcherText(environment: string, first = ""): string {
  return `
. ${environment}
${first}
fail() { echo "the limits could not be set" >&2; exit 1; }
ulimit -c 0 || fail
ulimit -S -t "$1" || fail
ulimit -H -t "$2" || fail
ulimit -d "$3" || fail
ulimit -f "$4" || fail
ulimit -n "$5" || fail
cd -- "$6" || exit 1
shift 6
export PWD
printf '${readyWord.replace("\n", "\\n")}'
read -r go || exit 1
unset OLDPWD SHLVL go line told
exec "$@"
`;
}

/** What the launcher is started with: the limits in the units of a shell (seconds, kilobytes, halves of one, files), the directory, the command. */
export function launcherArguments({ argv, directory, limits }: Pick<Plan, "argv" | "directory" | "limits">): readonly string[] {
  const { cpuSeconds, memoryBytes, fileBytes, openFiles } = limits;
  const numbers = [cpuSeconds, cpuSeconds + 1, Math.floor(memoryBytes / 1024), Math.floor(fileBytes / 512), openFiles];
  return [...numbers.map(String), directory, ...argv];
}

/** The step's environment as a text for a shell. */
export function environmentText(env: Plan["env"]): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${quoteWord(value)}\n`)
    .join("");
}

/** A word for a shell: in single quotes, where nothing but a single quote means anything. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
