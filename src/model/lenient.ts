import type { z } from "zod";
import { coerce } from "./coercion.ts";
import { findJson } from "./json-text.ts";
import { shapeOf } from "./shape.ts";

/** A read answer, or what kept it from being one, worded for whoever has to answer again. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** How many problems are worth telling at once. */
const mostProblems = 8;

/**
 * Reads a model's reply as the answer it should be (product: 2.3, lenient reading): finds the JSON in it, brings it into
 * shape and validates it. When the reply holds several values, the longest that is valid counts.
 */
export function readReply<T>(schema: z.ZodType<T>, reply: string): Reading<T> {
  const readings = findJson(reply).map((value) => readValue(schema, value));
  return readings.find((reading) => reading.ok) ?? readings[0] ?? { ok: false, problem: nothingFound(reply) };
}

/** Reads a value that is already JSON, such as a tool's arguments. */
export function readValue<T>(schema: z.ZodType<T>, value: unknown): Reading<T> {
  const read = schema.safeParse(coerce(value, shapeOf(schema)));
  return read.success
    ? { ok: true, value: read.data }
    : { ok: false, problem: read.error.issues.slice(0, mostProblems).map(describe).join("; ") };
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return `${path.replace(/^\./, "") || "the answer"}: ${issue.message}`;
}

function nothingFound(reply: string): string {
  return reply.trim() === "" ? "the reply was empty" : "the reply held no complete JSON object";
}
