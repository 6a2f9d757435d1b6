import { z } from "zod";
import { usedNothing } from "../../domain/budget.ts";
import { nothing } from "../../domain/needs.ts";
import { resolveText } from "../../domain/reference.ts";
import { broken, brokenBy } from "../outcome.ts";
import type { StepKind } from "../step.ts";

const NotifyInput = z.object({ to: z.string().trim().min(1, "must name somebody"), text: z.string().trim().min(1, "must not be empty") });
type NotifyInput = z.infer<typeof NotifyInput>;

/** Names for the task's own conversation; everybody else is outside it. */
const own = new Set(["requester", "room", "here"]);

/** Tells somebody something. Outside the task's room it is `external` (product: 2.4). */
export const notify: StepKind<NotifyInput> = {
  name: "notify",
  purpose: 'tell somebody: "requester", "room" or "here" for this conversation; any other name goes outside and is confirmed first',
  input: NotifyInput,
  baseTier: "read",
  chained: true,
  last: true,
  tier: ({ to }) => (own.has(to.toLowerCase()) ? "read" : "external"),
  needs: () => nothing,
  summarise: ({ to, text }) => (own.has(to.toLowerCase()) ? "tells you the result" : `tells ${to}, outside this conversation: ${text}`),
  shape: ({ to }) => to,
  commands: () => [],
  run: async ({ to, text }, context) => {
    const resolved = resolveText(text, context);
    if (!resolved.ok) return broken(resolved.error);
    if (resolved.value === "") return broken(`nothing to tell ${to}: ${text} is empty`);
    const told = await context.tell(own.has(to.toLowerCase()) ? to.toLowerCase() : to, resolved.value);
    if (!told.ok) return brokenBy(told.fault, usedNothing);
    return {
      kind: "passed",
      headline: own.has(to.toLowerCase()) ? "said here" : `told ${to}`,
      output: resolved.value,
      exitCode: null,
      artifacts: [],
      usage: usedNothing,
    };
  },
};
