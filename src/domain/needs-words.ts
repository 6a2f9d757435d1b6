import { sayDestination } from "./destination-words.ts";
import type { Needs } from "./needs.ts";

/** What needs mean for a person who approves them (product: 2.4), most worrying first; empty when it only reads. */
export function sayNeeds(needs: Needs): readonly string[] {
  return [
    ...needs.hostPaths.map((path) => `may use ${path} on the host`),
    ...needs.secrets.map((name) => `uses the secret ${name}`),
    ...(needs.network.length > 0 ? [`can send data to ${needs.network.map(sayDestination).join(", ")}`] : []),
    ...sayWrites(needs.writes),
  ];
}

function sayWrites(writes: readonly string[]): readonly string[] {
  if (writes.length === 0) return [];
  return writes.includes(".") ? ["may change anything in the workspace"] : [`may change ${writes.join(", ")}`];
}
