import { hostObjection, suffixObjection } from "./host-name.ts";

/**
 * Where a step may send to: `api.example.com`, `api.example.com:8443`, `*.example.com` (whatever lies below it),
 * `GET,POST api.example.com/v1/*`. The one grammar for plans, configuration, the command line and the proxy.
 */
export type Destination = {
  /** In lower case; of `*.example.com` it is `example.com`. */
  readonly host: string;
  /** Every name below the host, and not the host itself. */
  readonly isBelow: boolean;
  readonly ports: readonly number[];
  /** Null: any. */
  readonly methods: readonly string[] | null;
  /** Null: any. */
  readonly path: PathRule | null;
};

/** A path that is asked for as it is, or, as a prefix that ends in `/`, whatever lies below it. */
export type PathRule = { readonly text: string; readonly isPrefix: boolean };

type Parsed = { readonly ok: true; readonly value: Destination } | { readonly ok: false; readonly error: string };

/** Without a port: HTTPS, and HTTP. */
export const usualPorts: readonly number[] = [443, 80];

/** Longest text of a destination, in characters. */
const longest = 600;
const methodNames = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
const shape = /^(?:(?<methods>[A-Za-z]+(?:,[A-Za-z]+)*) )?(?<below>\*\.)?(?<host>[^/\s]*?)(?::(?<port>\d{1,6}))?(?<path>\/\S*)?$/;

/** Reads one destination; what is wrong with it is one line with the cure. */
export function parseDestination(text: string): Parsed {
  const wrong = (what: string): Parsed => ({ ok: false, error: `"${text.slice(0, 300)}" ${what}.` });
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return wrong("is an address; write the host without what stands before it");
  const groups = text.length > longest ? undefined : shape.exec(text)?.groups;
  if (groups === undefined)
    return wrong("is no destination; write it like api.example.com, api.example.com:8443 or GET,POST api.example.com/v1/*");
  const { methods, below, host = "", port, path } = groups;
  const isBelow = below !== undefined;
  const objection = objectionToHost(host, isBelow) ?? portObjection(port) ?? methodsObjection(methods) ?? pathObjection(path);
  if (objection !== null) return wrong(objection);
  const value = {
    host: host.toLowerCase(),
    isBelow,
    ports: port === undefined ? usualPorts : [Number(port)],
    methods: methods?.split(",") ?? null,
    path: path === undefined ? null : pathRuleOf(path),
  };
  return { ok: true, value };
}

function objectionToHost(host: string, isBelow: boolean): string | null {
  if (host === "*" || host === "") return "is not a host; name each one";
  return hostObjection(host) ?? (isBelow ? suffixObjection(host.toLowerCase()) : null);
}

/** What is wrong with a list of destinations, a line each. */
export function destinationErrors(texts: readonly string[]): readonly string[] {
  return texts.map(parseDestination).flatMap((parsed) => (parsed.ok ? [] : [parsed.error]));
}

/** Destinations in one text, separated by commas: those between methods separate none. */
export function splitDestinations(text: string): readonly string[] {
  return text.split(/,(?<!(?:^|,)[A-Z]+,)/).map((one) => one.trim());
}

function portObjection(port: string | undefined): string | null {
  if (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)) return null;
  return "has no port from 1 to 65535; write one, or leave it out";
}

function methodsObjection(methods: string | undefined): string | null {
  const unknown = methods?.split(",").find((method) => !methodNames.some((known) => known === method));
  return unknown === undefined ? null : `names the method ${unknown}; write some of ${methodNames.join(", ")}`;
}

function pathObjection(path: string | undefined): string | null {
  if (path === undefined) return null;
  const body = path.endsWith("/*") ? path.slice(0, -1) : path;
  if (body.includes("*")) return "has a * inside its path; write it at the end, after a /";
  if (isPlainPath(body)) return null;
  return "has a path that can be read in two ways; write it without ?, #, %, //, . and .. parts";
}

/** A path that every server reads alike: no parts that climb, no encoding, nothing empty. */
function isPlainPath(path: string): boolean {
  const parts = path.split("/").slice(1);
  const isPlain = (part: string) => /^[\w~!$&'()+;=:@.-]+$/.test(part) && !/^\.\.?(?:;|$)/.test(part);
  return parts.every((part, index) => isPlain(part) || (part === "" && index === parts.length - 1));
}

function pathRuleOf(path: string): PathRule | null {
  if (path === "/*") return null;
  return path.endsWith("/*") ? { text: path.slice(0, -1), isPrefix: true } : { text: path, isPrefix: false };
}
