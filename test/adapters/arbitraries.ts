import fc from "fast-check";
import type { Card } from "../../src/domain/card.ts";
import type { AskedQuestion, Message, PlanShown, ResultMessage } from "../../src/domain/message.ts";
import { stepStatuses } from "../../src/domain/step.ts";
import { tiers } from "../../src/domain/tier.ts";
import { card, cardStep, planApproval, result, stepApproval, task } from "./samples.ts";

/** What people, models and programs may write, at its worst. */
const fragment = fc.oneof(
  fc.constantFrom(
    "<@U666>",
    "<@123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "@everyone",
    "@here",
    "<:nod:1234567>",
    "</ban:1234567>",
    "<t:1700000000:R>",
    "||",
    "-# ",
    "> ",
    ">>> ",
    "https://a.example/b_c*d",
    "xhttps://a.example/||",
    "<!channel>",
    "<!subteam^S666666>",
    "<https://evil.example|safe>",
    "&lt;",
    "&",
    "<",
    ">",
    "*",
    "_",
    "~",
    "`",
    "```",
    "~~~\n",
  ),
  fc.constantFrom(
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "# ",
    "- ",
    "**",
    "[a](b)",
    ":x:",
    "✅",
    "\u0000",
    "\u001b[31m",
    "\ud83d",
    "\u2028",
    "👩‍👩‍👧‍👦",
    "日本語",
    '"',
    "\\",
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.nat({ max: 9_000 }).map((length) => "long word ".repeat(length / 10)),
  fc.nat({ max: 6_000 }).map((length) => "日".repeat(length)),
  fc.nat({ max: 500 }).map((length) => "`a` **b** ".repeat(length)),
  fc.nat({ max: 800 }).map((length) => "\n".repeat(length)),
);
export const hostile = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(""));
const texts = (maxLength: number) => fc.array(hostile, { maxLength });
const tier = fc.constantFrom(...tiers);

export const questions: fc.Arbitrary<readonly AskedQuestion[]> = fc.array(
  fc
    .record({
      text: hostile,
      choices: fc.oneof(texts(4), fc.array(fc.string(), { maxLength: 130 })),
      why: fc.option(hostile),
      step: fc.constantFrom(null, "s"),
    })
    .map((one): AskedQuestion => ({ ...one, id: "qst_1" })),
  { minLength: 1, maxLength: 12 },
);

const stepShown: fc.Arbitrary<PlanShown["steps"][number]> = fc.record({
  title: hostile,
  summary: hostile,
  tier,
  needs: texts(3),
  agents: texts(2),
  costMicros: fc.option(fc.nat()),
  text: fc.option(hostile),
  settled: fc.option(fc.constant("done already")),
});

export const planShown: fc.Arbitrary<PlanShown> = fc.record({
  version: fc.nat(),
  reason: hostile,
  madeBy: fc.option(hostile),
  place: hostile,
  goal: hostile,
  criteria: fc.array(fc.record({ text: hostile, must: fc.boolean() }), { maxLength: 5 }),
  constraints: texts(3),
  assumptions: texts(3),
  steps: fc.array(stepShown, { maxLength: 20 }),
  needs: texts(3),
});

const name = hostile.map((title) => ({ ...task, title }));

export const messages: fc.Arbitrary<Message> = fc.oneof(
  hostile.map((text): Message => ({ kind: "reply", text })),
  fc.tuple(name, questions).map(([named, asked]): Message => ({ kind: "questions", task: named, questions: asked })),
  fc.tuple(name, planShown, tier, fc.option(hostile)).map(
    ([named, shown, risk, closed]): Message => ({
      ...planApproval,
      task: named,
      plan: shown,
      closed,
      approval: { ...planApproval.approval, tier: risk },
    }),
  ),
  fc.tuple(stepShown, hostile, fc.constantFrom("step", "review", "result", "fault", "limit"), fc.boolean()).map(
    ([step, title, subject, isStep]): Message => ({
      ...stepApproval,
      step: isStep ? step : null,
      approval: { ...stepApproval.approval, title, subject },
    }),
  ),
  fc.tuple(name, hostile, texts(5), texts(5), texts(5)).map(([named, headline, done, next, whys]): Message => {
    const notDone = whys.map((why) => ({ what: why.slice(0, 9), why }));
    const steps: ResultMessage["steps"] = done.map((title) => ({ title, status: "passed", finding: false, headline: title }));
    return { ...result, task: named, ending: { headline, done, next, notDone }, steps };
  }),
);

const steps = fc.array(
  fc
    .record({ title: hostile, headline: hostile, status: fc.constantFrom(...stepStatuses), finding: fc.boolean(), id: hostile })
    .map(({ id, status, ...more }) => cardStep(id, status, { ...more, startedAt: 0 })),
  { maxLength: 120 },
);
export const cards: fc.Arbitrary<Card> = fc.tuple(steps, hostile, hostile, hostile).map(([all, title, doing, spent]) => ({
  ...card,
  steps: all,
  title,
  doing,
  spent,
  running: all.map(({ id }) => ({ step: id, doing, percent: 1, tokens: 1, costMicros: 1, since: 0 })),
}));
