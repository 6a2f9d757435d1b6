import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import type { Fault } from "../../domain/fault.ts";

/** Why a request brought no completion, in our words. */
export type Failure =
  | { readonly kind: "cancelled" }
  /** Stopped before it left. */
  | { readonly kind: "unsent" }
  /** A limit forbids it, or it was stopped while it waited for room under one. */
  | { readonly kind: "limit"; readonly fault: Fault }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "cut" }
  | { readonly kind: "garbled"; readonly detail: string }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly detail: string;
      readonly code: string | null;
      readonly retryAfter: string | null;
    };

/** The server was there, and went away. */
const goneAway = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/;
/** Time limits of Node's own, where ours is longer. */
const tooSlow = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/;

/** Reads what the client threw. Malformed bodies come as a raw SyntaxError, cut ones as a TypeError (platforms.md §5). */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted || error instanceof APIUserAbortError) return { kind: "cancelled" };
  if (error instanceof APIConnectionTimeoutError) return { kind: "timeout" };
  if (error instanceof APIConnectionError) return connectionFailure(error);
  if (error instanceof APIError && error.status !== undefined) return statusFailure(error);
  if (error instanceof SyntaxError) return { kind: "garbled", detail: "its body is not JSON" };
  if (error instanceof TypeError) return connectionFailure(error);
  return { kind: "garbled", detail: error instanceof Error ? error.message : String(error) };
}

function connectionFailure(error: Error): Failure {
  const chain = causes(error);
  const codes = chain.flatMap((cause) => ("code" in cause && typeof cause.code === "string" ? [cause.code] : []));
  if (codes.some((code) => tooSlow.test(code))) return { kind: "timeout" };
  if (codes.some((code) => goneAway.test(code))) return { kind: "cut" };
  return { kind: "unreachable", detail: codes[0] ?? chain.at(-1)?.message ?? error.message };
}

/** The error and what led to it, one for each address of a name that was tried. */
function causes(error: Error): readonly Error[] {
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return [error, ...inner.filter((one): one is Error => one instanceof Error).flatMap(causes)];
}

function statusFailure(error: APIError): Failure {
  const detail = error.message.replace(/^\d{3} /, "");
  return {
    kind: "status",
    status: error.status ?? 0,
    detail,
    code: error.code ?? null,
    retryAfter: error.headers?.get("retry-after") ?? null,
  };
}
