import { randomBytes } from "node:crypto";
import { type Destination, parseDestination } from "../domain/destination.ts";
import type { SecretRule } from "../domain/secret.ts";
import { spellings } from "../outbound/encoding.ts";

/** A secret of one run: its value, which stays here, and what the command has in its place. */
export type StandIn = Pick<SecretRule, "name" | "header" | "env" | "service"> & {
  readonly value: string;
  /** Random and of this run alone: whoever gets it has nothing. */
  readonly text: string;
  /** First part of the path at which its service is reached. */
  readonly door: string;
  readonly destinations: readonly Destination[];
  /** Every spelling of the value that an answer could bring back, as bytes. */
  readonly spellings: readonly string[];
};

export function makeStandIn({ name, header, env, service, destinations }: SecretRule, value: string): StandIn {
  return {
    name,
    header,
    env,
    service,
    value,
    text: `standin_${randomBytes(24).toString("hex")}`,
    door: randomBytes(16).toString("hex"),
    destinations: destinations.map(parseDestination).flatMap((one) => (one.ok ? [one.value] : [])),
    spellings: spellings(value).map((spelling) => Buffer.from(spelling).toString("latin1")),
  };
}

/** A header's value with stand-ins replaced, also inside of what Basic hides; the same when there is none. */
export function replaceStandIn(header: string, { text, value }: Pick<StandIn, "text" | "value">): string {
  const basic = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header)?.[1];
  if (basic === undefined) return header.replaceAll(text, () => value);
  const decoded = Buffer.from(basic, "base64").toString("utf8");
  return decoded.includes(text) ? `Basic ${Buffer.from(decoded.replaceAll(text, () => value)).toString("base64")}` : header;
}

/** Whether a header's value carries a stand-in, plain or inside of what Basic hides. */
export function carries(header: string, standIn: Pick<StandIn, "text">): boolean {
  return replaceStandIn(header, { text: standIn.text, value: "" }) !== header;
}

/** Whether the address carries one, encoded or not. */
export function pathCarries(path: string, { text }: Pick<StandIn, "text">): boolean {
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return path.includes(text) || decoded.includes(text);
}
