import { describe, expect, test } from "vitest";
import { pauseBefore } from "../../../src/model/openai/backoff.ts";
import type { Failure } from "../../../src/model/openai/failure.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const status = (code: number, retryAfter: string | null = null): Failure => ({
  kind: "status",
  status: code,
  detail: "",
  code: null,
  retryAfter,
});

describe("the pause before another try", () => {
  test.each<[string, number, Failure, number | null]>([
    ["doubles", 2, { kind: "cut" }, 250],
    ["doubles", 3, { kind: "cut" }, 500],
    ["ends with the third try", 4, { kind: "cut" }, null],
    ["is what the server asks for in seconds", 2, status(429, "7"), 7000],
    ["is what the server asks for as a date", 2, status(503, "Thu, 01 Jan 2026 00:00:05 GMT"), 5000],
    ["is nothing for a date that is over", 2, status(503, "Wed, 31 Dec 2025 00:00:00 GMT"), 0],
    ["is our own where the wish cannot be read", 2, status(429, "soon"), 250],
    ["is refused beyond half a minute", 2, status(429, "31"), null],
    ["is none after a timeout", 2, { kind: "timeout" }, null],
    ["is none after a stop", 2, { kind: "cancelled" }, null],
    ["is none after a wrong key", 2, status(401), null],
    ["is none where something is not implemented", 2, status(501), null],
  ])("%s (try %i)", (_title, next, failure, expected) => expect(pauseBefore(next, failure, now)).toBe(expected));
});
