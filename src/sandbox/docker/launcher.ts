import { startBridge } from "../bridge.ts";
import type { Plan } from "../plan.ts";
import { places } from "./places.ts";

/** What the launcher says on its output before the command begins; it is taken off there. */
export const readyWord = "ready\n";

/** What lets the command go. */
export const goWord = "go\n";

/**
 * The text run inside before the command; the command follows as arguments and is never spliced in. First it sees to it that everything
 * dies with us: a process that nobody waits for holds the end of a pipe that we hold the other end of, and ends all others when we are gone.
 * Then come the bridge, outside the command's limits, and the limits; it tells that they stand, waits to be let go, and becomes the command.
 */
export function launcherText(bridge: string | null): string {
  return `
. ${places.environment}
( ( read -r line <${places.lifeline}; kill -KILL -1 ) </dev/null >/dev/null 2>&1 & )
${bridge === null ? "" : bridged(bridge)}
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

function bridged(node: string): string {
  return `told=$(${startBridge(node)} </dev/null 2>&1 &)
[ "$told" = ready ] || { printf 'the bridge to the network could not be started: %s\\n' "$told" >&2; exit 1; }`;
}

/** What the launcher is started with: the limits in the units of a shell (seconds, kilobytes, halves of one, files), the directory, the command. */
export function launcherArguments({ argv, directory, limits }: Plan): readonly string[] {
  const { cpuSeconds, memoryBytes, fileBytes, openFiles } = limits;
  const numbers = [cpuSeconds, cpuSeconds + 1, Math.floor(memoryBytes / 1024), Math.floor(fileBytes / 512), openFiles];
  return [...numbers.map(String), directory, ...argv];
}

/** The step's environment as a text for a shell: values in single quotes, where nothing but a single quote means anything. */
export function environmentText(env: Plan["env"]): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
