import { type Destination, parseDestination, usualPorts } from "./destination.ts";

/** Where something may be sent, for a person who approves it: the host first, then what narrows it. */
export function sayDestination(text: string): string {
  const parsed = parseDestination(text);
  if (!parsed.ok) return text;
  const rules = [parsed.value.methods?.join(", "), pathOf(parsed.value)].filter((one) => one !== undefined);
  return rules.length === 0 ? hostOf(parsed.value) : `${hostOf(parsed.value)} (only ${rules.join(" ")})`;
}

function hostOf({ host, isBelow, ports }: Destination): string {
  const port = ports === usualPorts ? "" : `:${ports.join(",")}`;
  return isBelow ? `every host below ${host}${port}` : `${host}${port}`;
}

function pathOf({ path }: Destination): string | undefined {
  return path === null ? undefined : `${path.text}${path.isPrefix ? "*" : ""}`;
}
