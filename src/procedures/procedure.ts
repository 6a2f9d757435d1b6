import { z } from "zod";
import type { Json } from "../domain/json.ts";

/** The form of a procedure's file: a written, parameterised recipe that runs without any model (product: procedure). */

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower-case words joined by dashes, like repo-health");
const stepId = z.string().regex(/^[a-z][a-z0-9_-]*$/, "must be a lower-case word, like report");
const text = z.string().trim().min(1, "must not be empty");
const purposes = z.enum(["test", "lint", "typecheck", "build"]);

export const Parameter = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, "must be a lower-case word, like stale_days"),
  type: z.enum(["text", "number", "choice", "flag", "path", "ref"]),
  /** What is asked where no value was given. */
  question: text,
  /** Used where nothing is given; written as an assumption. */
  default: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
  choices: z.array(text).default([]),
  required: z.boolean().default(false),
  /** Words before its value in a request: `since` in "release notes since v1.2". */
  after: z.array(text).default([]),
});
export type Parameter = z.infer<typeof Parameter>;

const PartialNeeds = z.strictObject({
  writes: z.array(z.string()).default([]),
  network: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  hostPaths: z.array(z.string()).default([]),
});

export const StepTemplate = z.strictObject({
  id: stepId,
  title: text,
  kind: text,
  /** Read by the step's kind. Absent with `for_each`: then each check brings its own. */
  input: z.json().optional(),
  /** One step for every command of the project that proves one of these (product: 2.7); none where none is found. */
  for_each: z.strictObject({ checks: z.array(purposes).min(1) }).optional(),
  dependsOn: z.array(z.string()).default([]),
  needs: PartialNeeds.prefault({}),
  criteria: z.array(z.string()).default([]),
  /** Who does it, for `implement`: an agent's name, or what it must be able to do. */
  agent: text.optional(),
  timeoutSeconds: z.number().int().positive().optional(),
  verify: text.optional(),
  /** `any`: the exit code is a finding to report, no failure. */
  expect: z.enum(["success", "any"]).default("success"),
});
export type StepTemplate = z.infer<typeof StepTemplate>;

export const ProcedureContent = z.strictObject({
  name,
  title: text,
  purpose: text,
  /** Phrases that ask for it; words in parentheses may be missing. */
  triggers: z.array(text).min(1, "needs at least one phrase"),
  parameters: z.array(Parameter).default([]),
  /** Where it prefers to run (product: workspace). */
  workspace: z.enum(["view", "copy", "worktree"]),
  criteria: z.array(z.strictObject({ id: stepId, text, must: z.boolean().default(true) })).min(1, "needs at least one criterion"),
  steps: z.array(StepTemplate).min(1, "needs at least one step"),
  /** The step whose first line is the result's headline. */
  headline: z.string(),
});
export type ProcedureContent = z.infer<typeof ProcedureContent>;

export type Procedure = ProcedureContent & {
  /** sha256 of its file, in hex. */
  readonly digest: string;
  /** Bundled and unchanged since it was pinned: may run unasked under `guardrails` (product: 2.4). */
  readonly pinned: boolean;
  /** Its file. */
  readonly path: string;
};

/** A place in a procedure's file, as keys and indexes from the top. */
export type KeyPath = readonly (string | number)[];

/** Values by parameter name, in canonical text. */
export type Parameters = Readonly<Record<string, string>>;

/** The texts of a step's input that may be references: every string in it. */
export function textsIn(input: Json | undefined): readonly string[] {
  if (typeof input === "string") return [input];
  if (Array.isArray(input)) return input.flatMap(textsIn);
  return typeof input === "object" && input !== null ? Object.values(input).flatMap(textsIn) : [];
}
