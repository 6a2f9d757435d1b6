import type { Failure } from "./failure.ts";

/** How an answer's form is asked for, from the strictest down. `text` leaves it to the prompt alone. */
const formats = ["json_schema", "json_object", "text"] as const;
export type Format = (typeof formats)[number];

/** The fields that say how long an answer may be, in tokens: servers know one of them, or none. */
export type CapField = "max_completion_tokens" | "max_tokens";

/** How a question is put: the form of its answer, and the field that limits its length (null: none is understood). */
export type Way = { readonly format: Format; readonly cap: CapField | null };

/** What one server turned out to understand; learned by trying, kept as long as the client (architecture: names that stay fixed). */
export type Abilities = {
  /** Some servers refuse a schema only beside tools, so it is learned apart. */
  way(withTools: boolean): Way;
  understands(way: Way, withTools: boolean): void;
  takesTools(): boolean;
  refusesTools(): void;
};

/** Everything is expected until it is refused. OpenAI's own models take the newer field only, most other servers the older one. */
export function expectEverything(official: boolean): Abilities {
  const first: Way = { format: "json_schema", cap: official ? "max_completion_tokens" : "max_tokens" };
  const known: { plain: Way; tools: Way } = { plain: first, tools: first };
  let tools = true;
  return {
    way: (withTools) => known[withTools ? "tools" : "plain"],
    understands: (way, withTools) => {
      known[withTools ? "tools" : "plain"] = way;
    },
    takesTools: () => tools,
    refusesTools: () => {
      tools = false;
    },
  };
}

/** The next way to try after a failure, or null when it was not about the way. */
export function wayBelow(way: Way, failure: Failure): Way | null {
  if (way.cap !== null && refusesCap(failure))
    return { ...way, cap: way.cap === "max_tokens" && !isAboutRoom(failure) ? "max_completion_tokens" : null };
  const format = refusesFormat(failure) ? formats[formats.indexOf(way.format) + 1] : undefined;
  return format === undefined ? null : { ...way, format };
}

const refusals = [400, 404, 422, 500];
const aboutFormat = /json.?schema|json.?object|response.?format|structured.?output|schema|grammar|requested parameters/i;
const aboutCap = /max_(?:completion_|new_)?tokens|output tokens|in the completion/i;
const aboutRoom = /maximum context|too large|at most|exceed/i;
const aboutTools = /\btools?\b|function.?call/i;

/** Whether the server refused the way the answer was asked for, rather than the question. */
function refusesFormat(failure: Failure): boolean {
  return failure.kind === "status" && (failure.status === 501 || (refusals.includes(failure.status) && aboutFormat.test(failure.detail)));
}

/** Whether the server does not know the field, or has no room for an answer that long. */
function refusesCap(failure: Failure): boolean {
  return failure.kind === "status" && refusals.includes(failure.status) && aboutCap.test(failure.detail);
}

/** A model with little room is asked without a cap: what fits is the server's to find out. */
function isAboutRoom(failure: Failure): boolean {
  return failure.kind === "status" && aboutRoom.test(failure.detail);
}

/** Whether the server refused to be given tools. */
export function isAboutTools(failure: Failure): boolean {
  return (
    failure.kind === "status" && refusals.includes(failure.status) && aboutTools.test(failure.detail) && !aboutFormat.test(failure.detail)
  );
}
