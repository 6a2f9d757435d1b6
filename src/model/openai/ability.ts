import type { Failure } from "./failure.ts";

/** How an answer's form is asked for, from the strictest down. `text` leaves it to the prompt alone. */
const formats = ["json_schema", "json_object", "text"] as const;
export type Format = (typeof formats)[number];

/** What one server turned out to understand; learned by trying, kept as long as the client (architecture: names that stay fixed). */
export type Abilities = {
  /** Some servers refuse a schema only beside tools, so it is learned apart. */
  format(withTools: boolean): Format;
  understands(format: Format, withTools: boolean): void;
  takesTools(): boolean;
  refusesTools(): void;
};

/** Everything is expected until it is refused. */
export function expectEverything(): Abilities {
  const known: { plain: Format; tools: Format } = { plain: "json_schema", tools: "json_schema" };
  let tools = true;
  return {
    format: (withTools) => known[withTools ? "tools" : "plain"],
    understands: (format, withTools) => {
      known[withTools ? "tools" : "plain"] = format;
    },
    takesTools: () => tools,
    refusesTools: () => {
      tools = false;
    },
  };
}

/** The next form to try, or null when there is none. */
export function formatBelow(format: Format): Format | null {
  return formats[formats.indexOf(format) + 1] ?? null;
}

const refusals = [400, 404, 422, 500];
const aboutFormat = /json.?schema|json.?object|response.?format|structured.?output|schema|grammar|requested parameters/i;
const aboutTools = /\btools?\b|function.?call/i;

/** Whether the server refused the way the answer was asked for, rather than the question. */
export function refusesFormat(failure: Failure): boolean {
  return failure.kind === "status" && (failure.status === 501 || (refusals.includes(failure.status) && aboutFormat.test(failure.detail)));
}

/** Whether the server refused to be given tools. */
export function isAboutTools(failure: Failure): boolean {
  return (
    failure.kind === "status" && refusals.includes(failure.status) && aboutTools.test(failure.detail) && !aboutFormat.test(failure.detail)
  );
}
