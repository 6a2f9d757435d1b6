import type { Socket } from "node:net";
import { unescape as readEscapes } from "node:querystring";
import postgres from "postgres";
import { Problem } from "../domain/problem.ts";

/** Where a database is and who we are there; what every driver can be given, unlike a URL with a socket in it. */
export type DatabaseAddress = {
  /** A host name, an IP address, or the absolute path of a directory that holds the server's socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: SslMode | false;
};

type SslMode = "allow" | "prefer" | "require" | "verify-full";

/** What libpq calls them, and what the driver does for each; it has no check of the authority alone, so `verify-ca` checks the name too. */
const sslModes: ReadonlyMap<string, SslMode | false> = new Map<string, SslMode | false>([
  ["disable", false],
  ["allow", "allow"],
  ["prefer", "prefer"],
  ["require", "require"],
  ["verify-ca", "verify-full"],
  ["verify-full", "verify-full"],
]);

const form = "postgres://USER:PASSWORD@HOST:PORT/DATABASE";

/**
 * Reads DATABASE_URL. The driver itself would take any scheme and fill gaps from elsewhere (platforms.md: postgres.js),
 * so what it would misread is refused here; no message repeats the password.
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = /^postgres(ql)?:\/\//.test(text) ? URL.parse(text) : null;
  if (url === null) throw refuse(`is not of the form ${form}`);
  const unknown = [...url.searchParams.keys()].find((name) => name !== "host" && name !== "sslmode");
  if (unknown !== undefined) throw refuse(`has a parameter that is not understood, ${JSON.stringify(unknown)}: remove it`);
  const host = decode(url.searchParams.get("host") ?? url.hostname.replace(/^\[(.*)\]$/, "$1"));
  const database = decode(url.pathname.slice(1));
  if (host === "" || database === "" || database.includes("/")) throw refuse(`names no host or no database: it has the form ${form}`);
  return {
    host,
    port: url.port === "" ? 5432 : Number(url.port),
    user: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
    database,
    ssl: readSslMode(url.searchParams.get("sslmode")),
  };
}

/** What a client may ask for by itself; times in seconds. */
export type ClientOptions = {
  readonly max?: number;
  readonly connect_timeout?: number;
  readonly idle_timeout?: number;
  readonly max_lifetime?: number | null;
  readonly fetch_types?: boolean;
  /** Called when a connection is gone, whoever ended it. */
  readonly onclose?: () => void;
  /** What the session becomes as soon as it is let in; null: what it logged in as. */
  readonly role?: string | null;
};

/** Opens a connection in the driver's stead; it never rejects, but may hand over a socket that fails. */
export type Dial = () => Promise<Socket>;

/** A client of ours: the server's notices do not end up on our stdout. It connects when it is first used. */
export function connect(address: DatabaseAddress, { role = null, ...options }: ClientOptions = {}, dial?: Dial): postgres.Sql {
  const { host, port, user, password, database, ssl } = address;
  const own: postgres.Options<Record<string, never>> = {
    // A transaction of ours takes milliseconds. One that stands still for a minute is broken, and must not stop the others.
    connection: { application_name: "adjutant", idle_in_transaction_session_timeout: 60_000, ...(role === null ? {} : { role }) },
    onnotice: () => {},
    connect_timeout: 10,
    ...options,
    ...(host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : {}),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    database,
    ssl,
  };
  // What the driver takes and its types forget: host and port as lists, because it cuts a plain host at its first colon
  // (IPv6 has several), and a socket of our own making.
  return postgres(Object.assign(own, { host: [host], port: [port], socket: dial }));
}

function readSslMode(mode: string | null): SslMode | false {
  const ssl = sslModes.get(mode ?? "disable");
  if (ssl === undefined) throw refuse(`has an unknown sslmode: use one of ${[...sslModes.keys()].join(", ")}`);
  return ssl;
}

function decode(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw refuse("has a % that starts no escape: write it as %25");
  return readEscapes(text);
}

function refuse(why: string): Problem {
  return new Problem("database", `DATABASE_URL ${why}`);
}
