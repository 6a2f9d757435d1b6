import { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Headers } from "./headers.ts";
import type { StandIn } from "./stand-in.ts";

/**
 * A service that shows what it was sent would show a secret. So what an answer brings back of one is replaced by its stand-in,
 * in every usual spelling. A net, not a boundary: an answer can say a value in a way that nobody looks for.
 */

/** Headers that would carry a session, and with it what a secret opens. */
const sessions = ["set-cookie", "set-cookie2"] as const;

export function screenHeaders(headers: Headers, standIns: readonly StandIn[]): Headers {
  // Names of headers come in lower case.
  const shows = (name: string) => standIns.some(({ spellings }) => spellings.some((one) => name.includes(one.toLowerCase())));
  const shown = [...headers].filter(([name]) => !shows(name));
  const screened = new Map(shown.map(([name, values]) => [name, values.map((value) => replaceAll(value, standIns))]));
  for (const name of sessions) screened.delete(name);
  return screened;
}

/** What a body goes through. Throws where it is packed in a way that cannot be looked into. */
export function bodyFilters(headers: Headers, standIns: readonly StandIn[]): readonly Transform[] {
  const packings = (headers.get("content-encoding") ?? []).flatMap((value) => value.split(",")).map((one) => one.trim().toLowerCase());
  return [...packings.reverse().flatMap(unpack), createScreen(standIns)];
}

function unpack(packing: string): readonly Transform[] {
  switch (packing) {
    case "":
    case "identity":
      return [];
    case "gzip":
    case "x-gzip":
      return [createGunzip()];
    case "deflate":
      return [createInflate()];
    case "br":
      return [createBrotliDecompress()];
    default:
      throw new Error(`packed as ${packing}`);
  }
}

/** Lets a body through as it comes, but for what a value could begin in at its end: that waits for what follows. */
function createScreen(standIns: readonly StandIn[]): Transform {
  const words = standIns.flatMap(({ spellings }) => spellings);
  const longest = Math.max(...words.map((word) => word.length));
  let held = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = replaceAll(held + chunk.toString("latin1"), standIns);
      const kept = beginningAtEnd(text, words, longest);
      held = text.slice(text.length - kept);
      done(null, Buffer.from(text.slice(0, text.length - kept), "latin1"));
    },
    flush(done) {
      done(null, Buffer.from(held, "latin1"));
    },
  });
}

function replaceAll(text: string, standIns: readonly StandIn[]): string {
  return standIns.reduce((shown, { spellings, text: standIn }) => {
    return spellings.reduce((sofar, spelling) => sofar.replaceAll(spelling, standIn), shown);
  }, text);
}

/** How many characters at the end are the beginning of one of the words. */
function beginningAtEnd(text: string, words: readonly string[], longest: number): number {
  for (let length = Math.min(longest - 1, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (words.some((word) => word.length > length && word.startsWith(end))) return length;
  }
  return 0;
}
