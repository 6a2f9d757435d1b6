import type { Transform } from "node:stream";
import { allows, isHostKnown } from "../domain/destination-cover.ts";
import type { Tokens } from "../domain/network-request.ts";
import type { Headers } from "./headers.ts";
import { createMeter } from "./metering.ts";
import { bodyFilters, screenHeaders } from "./reflection.ts";
import { carries, pathCarries, replaceStandIn, type StandIn } from "./stand-in.ts";
import { type HttpTarget, type Target, withoutQuery } from "./target.ts";

/** A request with what it is to carry: as it goes out, and what its answer goes through on the way back. */
type Prepared =
  | {
      readonly ok: true;
      readonly headers: Headers;
      /** Names of the secrets that were put in. */
      readonly secrets: readonly string[];
      readonly screen: (headers: Headers) => Headers;
      /** `meter` hears of the tokens that the answer says it used. */
      readonly filters: (headers: Headers, meter: (tokens: Tokens) => void) => readonly Transform[];
    }
  | { readonly ok: false; readonly reason: string };

/** A request before that. */
type Asked = HttpTarget & { readonly method: string; readonly headers: Headers; readonly isSecure: boolean };

/** The secrets of one run, each for its own hosts. */
export type Vault = {
  /** Whether a secret may be put into what goes to that host: then everything that goes there is looked into, whatever the port. */
  holds(target: Target): boolean;
  /** Puts the secrets in that belong there, takes other credentials out, and refuses what would carry one elsewhere. */
  prepare(asked: Asked): Prepared;
  /** Where a path of ours leads that stands for the address of a service; null: it is none. */
  serviceAt(path: string): HttpTarget | null;
};

/** Headers by which services know who asks. At a secret's hosts only its own account is used, not one that the command brought along. */
const credentials: readonly string[] = [
  ...["authorization", "cookie", "cookie2", "x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token", "x-goog-api-key"],
  ...["x-amz-security-token", "private-token", "job-token", "x-vault-token", "x-github-token", "x-session-token", "x-csrf-token"],
];
const credentialParameter = /[?&](?:access_token|api[_-]?key|auth_token|key|x-amz-(?:credential|signature|security-token))=/i;

export function createVault(standIns: readonly StandIn[]): Vault {
  return {
    holds: ({ host }) => standIns.some(({ destinations }) => isHostKnown(destinations, host)),
    prepare: (asked) => prepare(standIns, asked),
    serviceAt(path) {
      const { door, rest = "" } = /^\/(?<door>[0-9a-f]{32})(?<rest>[/?].*)?$/s.exec(path)?.groups ?? {};
      const service = standIns.find((one) => one.door === door)?.service;
      return service ? { host: service.host, port: service.port, path: `${service.path}${rest.startsWith("/") ? "" : "/"}${rest}` } : null;
    },
  };
}

function prepare(standIns: readonly StandIn[], asked: Asked): Prepared {
  const { path, headers, isSecure } = asked;
  const place = { ...asked, path: withoutQuery(path) };
  const own = isSecure ? standIns.filter(({ destinations }) => allows(destinations, place)) : [];
  const values = [...headers.values()].flat();
  if (standIns.some((one) => pathCarries(path, one)))
    return { ok: false, reason: "the address carries the stand-in of a secret, which is only put into headers" };
  const astray = standIns.find((one) => !own.includes(one) && values.some((value) => carries(value, one)));
  if (astray !== undefined) return { ok: false, reason: `it carries the stand-in of ${astray.name}, which may not be sent there` };
  const here = standIns.filter(({ destinations }) => isHostKnown(destinations, asked.host));
  if (here.length === 0) return { ok: true, headers, secrets: [], screen: (all) => all, filters: () => [] };
  if (credentialParameter.test(path)) return { ok: false, reason: "the address carries a key; a secret is put into a header" };
  const used = own.filter((one) => one.header !== null || values.some((value) => carries(value, one)));
  return {
    ok: true,
    headers: equip(headers, own, used),
    secrets: used.map(({ name }) => name),
    // Whether or not this request carried it: a service may show what it was sent by an earlier one.
    screen: (all) => screenHeaders(all, here),
    filters: (all, meter) => {
      const isService = used.some(({ service }) => service !== null);
      const listening = used.length === 0 ? null : createMeter(all, meter, isService);
      return [...bodyFilters(all, here), ...(listening === null ? [] : [listening])];
    },
  };
}

/** Without other credentials, and with those that belong there. The answer is to come whole and unpacked, to be looked into. */
function equip(headers: Headers, own: readonly StandIn[], used: readonly StandIn[]): Headers {
  const equipped: Headers = new Map(headers);
  for (const [name, values] of headers) {
    // Some servers read an underscore as a hyphen.
    if (!credentials.includes(name.replaceAll("_", "-"))) continue;
    const kept = values.filter((value) => own.some((one) => carries(value, one)));
    if (kept.length > 0) equipped.set(name, kept);
    else equipped.delete(name);
  }
  for (const one of used) {
    for (const [name, values] of equipped)
      equipped.set(
        name,
        values.map((value) => replaceStandIn(value, one)),
      );
    if (one.header !== null) equipped.set(one.header.name, [one.header.form.replaceAll("{value}", () => one.value)]);
  }
  for (const name of ["range", "if-range"]) equipped.delete(name);
  return equipped.set("accept-encoding", ["identity"]);
}
