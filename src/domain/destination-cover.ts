import { type Destination, type PathRule, parseDestination } from "./destination.ts";

/** One request as far as it is known: of a tunnel only host and port are. */
export type Reached = { readonly host: string; readonly port: number; readonly method?: string; readonly path?: string };

/** Whether destinations allow one request. A tunnel, into which nobody sees, needs one without rules for method and path. */
export function allows(destinations: readonly Destination[], { host, port, method, path }: Reached): boolean {
  return destinations.some(
    (one) =>
      one.ports.includes(port) &&
      coversHost(one, { host, isBelow: false }) &&
      (one.methods === null || (method !== undefined && coversMethod(one.methods, method))) &&
      (one.path === null || (path !== undefined && coversPath(one.path, path))),
  );
}

/** Whether anything at all may be sent there. */
export function isKnown(destinations: readonly Destination[], { host, port }: Pick<Reached, "host" | "port">): boolean {
  return destinations.some((one) => one.ports.includes(port) && coversHost(one, { host, isBelow: false }));
}

/** Whether anything at all may be sent to that host, at some port. */
export function isHostKnown(destinations: readonly Destination[], host: string): boolean {
  return destinations.some((one) => coversHost(one, { host, isBelow: false }));
}

/**
 * The subset rule for destinations (product: 2.4): narrower ones (a host below, one of the ports, fewer methods, a longer path)
 * are covered by wider ones. What cannot be read is covered by nothing, and covers nothing.
 */
export function coversDestination(allowed: readonly string[], text: string): boolean {
  const inner = parseDestination(text);
  if (!inner.ok) return false;
  const outer = allowed.map(parseDestination).flatMap((one) => (one.ok ? [one.value] : []));
  const { ports, methods } = inner.value;
  const parts = ports.flatMap((port) => (methods ?? [null]).map((method) => ({ port, method })));
  return parts.every(({ port, method }) => outer.some((one) => coversPart(one, inner.value, port, method)));
}

function coversPart(outer: Destination, inner: Destination, port: number, method: string | null): boolean {
  return (
    outer.ports.includes(port) &&
    coversHost(outer, inner) &&
    (outer.methods === null || (method !== null && coversMethod(outer.methods, method))) &&
    (outer.path === null || (inner.path !== null && coversRule(outer.path, inner.path)))
  );
}

function coversHost(outer: Destination, inner: Pick<Destination, "host" | "isBelow">): boolean {
  if (outer.host === inner.host) return outer.isBelow === inner.isBelow;
  return outer.isBelow && inner.host.endsWith(`.${outer.host}`);
}

/** HEAD asks for no more than GET does. */
function coversMethod(methods: readonly string[], method: string): boolean {
  return methods.includes(method) || (method === "HEAD" && methods.includes("GET"));
}

function coversRule(outer: PathRule, inner: PathRule): boolean {
  return outer.isPrefix ? inner.text.startsWith(outer.text) : !inner.isPrefix && inner.text === outer.text;
}

/**
 * Whether a path as it was asked for (without its query) is allowed. One that a server might read otherwise, because it climbs or
 * hides a separator in an encoding, is not.
 */
function coversPath(rule: PathRule, path: string): boolean {
  // Some decoders take longer spellings of the same signs (%c0%ae, %u002e).
  const isPlain =
    /^[\x21-\x5b\x5d-\x7e]*$/.test(path) && !/%(?:2e|2f|5c|25|00|c[01]|e0%80|f0%80|u)/i.test(path) && !/\/\.\.?(?:[/;]|$)/.test(path);
  return isPlain && (rule.isPrefix ? path.startsWith(rule.text) : path === rule.text);
}
