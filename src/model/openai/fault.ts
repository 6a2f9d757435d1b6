import type { Fault } from "../../domain/fault.ts";
import type { Failure } from "./failure.ts";

/** The server and how to speak of it: its host only, never a key (architecture: ground rules). */
export type ServerName = { readonly host: string; readonly model: string; readonly timeoutMs: number; readonly apiKey: string | null };

/** A failure as one clear line: what happened, at which server, how to cure it. */
export function faultOf(failure: Failure, server: ServerName): Fault {
  const at = `the model server ${server.host}`;
  switch (failure.kind) {
    case "limit":
      return failure.fault;
    case "unsent":
    case "cancelled":
      return { code: "cancelled", message: `The question to ${at} was cancelled.`, transient: false };
    case "timeout":
      return unavailable(
        `${at} gave no complete answer within ${server.timeoutMs / 1000} s; see whether it is overloaded, or use a faster model.`,
        true,
      );
    case "unreachable":
      return unavailable(`${at} cannot be reached (${failure.detail}); see whether it runs and whether OPENAI_BASE_URL is right.`, true);
    case "cut":
      return unavailable(`${at} closed the connection in the middle of its answer; see its log, then try again.`, true);
    case "garbled":
      return unreadable(
        `${at} sent something that is not a chat completion (${oneLine(failure.detail, server)}); see whether OPENAI_BASE_URL is right.`,
        true,
      );
    case "status":
      return statusFault(failure, server, at);
  }
}

type StatusFailure = Extract<Failure, { kind: "status" }>;

function statusFault(failure: StatusFailure, server: ServerName, at: string): Fault {
  const said = `${failure.status}: ${oneLine(failure.detail, server)}`;
  switch (failure.status) {
    case 401:
    case 403:
      return unavailable(`${at} refuses the key (${said}); set OPENAI_API_KEY to one that may use ${server.model}.`, false);
    case 404:
      return unavailable(`${at} does not know ${server.model} or the address (${said}); check ADJUTANT_MODEL and OPENAI_BASE_URL.`, false);
    case 402:
      return unavailable(`the account at ${at} has no credit left (${said}); top it up.`, false);
    case 429:
      return isOutOfCredit(failure)
        ? unavailable(`the account at ${at} has no credit left (${said}); top it up.`, false)
        : unavailable(`${at} is limiting requests (${said}); wait a little or raise the account's limit.`, true);
    default:
      return failure.status >= 500 || failure.status === 408 || failure.status === 409
        ? unavailable(`${at} failed (${said}); see its log, then try again.`, true)
        : unavailable(`${at} did not accept the question (${said}); check whether ${server.model} can take it.`, false);
  }
}

/** A rate limit that no waiting lifts. */
export function isOutOfCredit(failure: StatusFailure): boolean {
  return failure.code === "insufficient_quota" || failure.code === "billing_hard_limit_reached";
}

/** The model was reached and would not answer. */
export function refusedFault(server: ServerName, why: string): Fault {
  const message = sentence(
    `${server.model} at ${server.host} refused to answer (${oneLine(why, server)}); reword the request or use another model.`,
  );
  return { code: "model_refused", message, transient: false };
}

/** An answer that was too long to be whole. */
export function cutShortFault(server: ServerName): Fault {
  return unreadable(
    `${server.model} at ${server.host} reached its length limit in the middle of the answer; ask for less at once or raise model.max_output_tokens.`,
    false,
  );
}

/** Two answers in a row that could not be read. */
export function unreadableFault(server: ServerName, purpose: string, problem: string): Fault {
  const about = oneLine(problem, server);
  return unreadable(
    `${server.model} at ${server.host} answered "${purpose}" twice in a form that cannot be read (${about}); try again or use a more capable model.`,
    true,
  );
}

function unavailable(text: string, transient: boolean): Fault {
  return { code: "model_unavailable", message: sentence(text), transient };
}

function unreadable(text: string, transient: boolean): Fault {
  return { code: "model_unreadable", message: sentence(text), transient };
}

/** Servers quote keys and whole pages in their errors. */
function oneLine(text: string, { apiKey }: ServerName): string {
  const hidden = apiKey ? text.replaceAll(apiKey, "[key]") : text;
  const line = hidden.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
