import { HTTPError } from "discord.js";
import { Away } from "../answer.ts";

/** A call as far as it says whether it may be made twice. */
type Call = { readonly method: string; readonly route: string; readonly body?: unknown };

/** Until a call that was not answered is made once more, in milliseconds; what fails then has to wait for longer. */
export const repeatMs = 250;

/**
 * Whether a call that failed with this is made once more at once: where it changes nothing to make it twice. One that was waited for in
 * vain is not: Discord is asked again later. A new message that was cut off is looked for before it is posted again.
 */
export function isRepeatable({ method, route, body }: Call, error: unknown): boolean {
  if (!(error instanceof Away) || (error.cause instanceof Error && error.cause.name === "AbortError")) return false;
  if (method !== "POST") return true;
  // An interaction is answered once; a person has one channel of direct messages, a message one thread.
  if (/^\/interactions\/|^\/users\/@me\/channels$|\/messages\/\d+\/threads$/.test(route)) return true;
  return error.cause instanceof HTTPError && typeof body === "object" && body !== null && Reflect.get(body, "enforce_nonce") === true;
}
