import { startBridge } from "../bridge.ts";
import { launcherText } from "../launcher.ts";
import { places } from "./places.ts";

/** Everything dies with us: a process that nobody waits for holds the end of a pipe that we hold the other end of, and ends all others when we are gone. */
const dieWithUs = `( ( read -r line <${places.lifeline}; kill -KILL -1 ) </dev/null >/dev/null 2>&1 & )`;

/** What every container begins with; the bridge is outside the command's limits. */
export function beginning(bridge: string | null): string {
  return launcherText(places.environment, bridge === null ? dieWithUs : `${dieWithUs}\n${bridged(bridge)}`);
}

function bridged(node: string): string {
  return `told=$(${startBridge(node)} </dev/null 2>&1 &)
[ "$told" = ready ] || { printf 'the bridge to the network could not be started: %s\\n' "$told" >&2; exit 1; }`;
}
