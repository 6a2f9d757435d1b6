import { hostObjection } from "../domain/host-name.ts";

/** Where a client asks to be brought. */
export type Target = { readonly host: string; readonly port: number };

/** One HTTP request to somewhere, its path with the query. */
export type HttpTarget = Target & { readonly path: string };

/**
 * `host:port` as CONNECT and Host have it. The host must be a name as the grammar of destinations knows it: an address, in whatever
 * spelling, and every other trick is none. Not the URL parser: it would make a plain address of an odd one.
 */
export function parseAuthority(text: string, usualPort: number | null): Target | null {
  const { host = "", port } = /^(?<host>[^:@/?#\s]{1,253})(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const number = port === undefined ? usualPort : Number(port);
  if (number === null || number < 1 || number > 65_535 || hostObjection(host) !== null) return null;
  return { host: host.toLowerCase(), port: number };
}

/** `http://host[:port]/path`, as a proxy is asked for it. */
export function parseAbsolute(url: string): HttpTarget | null {
  const { authority = "", path = "/" } = /^http:\/\/(?<authority>[^/?#]*)(?<path>[/?][^#]*)?$/i.exec(url)?.groups ?? {};
  const target = parseAuthority(authority, 80);
  return target && { ...target, path: path.startsWith("/") ? path : `/${path}` };
}

/** A path without its query. */
export function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, "");
}
