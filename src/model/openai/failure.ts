import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";

/** Why a request brought no completion, in our words. */
export type Failure =
  | { readonly kind: "cancelled" }
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

/** Network errors after which no connection was ever made; with any other one the server was there and went away. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

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
  const codes = causes(error).flatMap((cause) => ("code" in cause && typeof cause.code === "string" ? [cause.code] : []));
  const code = codes.find((one) => neverConnected.test(one));
  return code === undefined ? { kind: "cut" } : { kind: "unreachable", detail: code };
}

/** The error and what led to it; a failed name with several addresses has several causes. */
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
