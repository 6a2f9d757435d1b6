import { describe, expect, test } from "vitest";
import { effectsOf } from "../../src/domain/effect.ts";
import { openFacts } from "../../src/domain/offer.ts";
import type { Principal } from "../../src/domain/principal.ts";
import { opened, planned, repliesOf, running, type Walk } from "./walk.ts";
import { bareBrief, commandOf, draftOf, jon, mia, policyWith, sam, taskWith } from "./world.ts";

const asks = {
  clarity: { goal: 0, constraints: 0, success: 0 },
  questions: [{ id: "which", text: "Which one?", choices: ["web", "app"], why: null }],
};
const interviewed = (policy = policyWith({})) => opened(taskWith(), { thoughts: { triage: [asks] } }, { policy }).settle();
const asked = (walk: Walk) => walk.task.interview.questions.map(({ text, answer }) => [text, answer]);
const press = (walk: Walk, index: number, text: string, by: Principal = mia) => {
  const question = walk.task.interview.questions[index]?.id ?? null;
  return walk.send({ type: "answered", by, question, text, receivedAt: walk.context.now });
};
const take = `Take sam's answer to "Which one?": "2"?`;

describe("another person's answer", () => {
  test("is kept and offered to the requester, who takes it with one tap", () => {
    const walk = interviewed();
    walk.answer("2", sam);
    expect(asked(walk)).toEqual([
      ["Which one?", null],
      [take, null],
    ]);
    expect(repliesOf(walk.records)).toEqual(["Kept: mia can take your answer with one tap."]);
    expect(walk.task.stage).toBe("interviewing");
    press(walk, 1, "Take it");
    expect(asked(walk)[0]).toEqual(["Which one?", "app"]);
    expect(walk.task.interview.questions[0]?.answeredBy).toBe("slack:U4");
    expect(walk.task.stage).not.toBe("interviewing");
  });

  test("that is declined leaves the question open", () => {
    const walk = interviewed();
    walk.answer("2", sam);
    press(walk, 1, "No");
    expect(asked(walk)).toEqual([
      ["Which one?", null],
      [take, "No"],
    ]);
    expect(openFacts(walk.task.interview.questions)).toHaveLength(1);
  });

  test("cannot be taken by who gave it, nor by anybody else but the requester", () => {
    const walk = interviewed();
    walk.answer("2", sam);
    for (const by of [sam, jon]) expect(press(walk, 1, "Take it", by)).toMatchObject({ kind: "refused" });
    expect(press(walk, 1, "maybe")).toEqual({ kind: "refused", reason: "Answer Take it or No." });
  });

  test("lapses when the requester answers, and a later one of the same person takes its place", () => {
    const walk = interviewed();
    walk.answer("1", sam);
    walk.answer("2", sam);
    expect(
      asked(walk)
        .slice(1)
        .map(([, answer]) => answer),
    ).toEqual(["(lapsed)", null]);
    press(walk, 0, "1");
    expect(asked(walk).at(-1)).toEqual([take, "(lapsed)"]);
  });

  test("is offered for the first words in the room; what the same person says after that is context", () => {
    const walk = interviewed();
    walk.say("the app, I think", sam);
    walk.say("or was it the web one?", sam);
    expect(asked(walk).map(([text]) => text)).toEqual(["Which one?", `Take sam's answer to "Which one?": "the app, I think"?`]);
  });

  test("counts at once where policy lets members answer", () => {
    const walk = interviewed(policyWith({ membersAnswer: true }));
    walk.answer("2", sam);
    expect(asked(walk)).toEqual([["Which one?", "app"]]);
  });

  test("to a step that asks becomes its output once it is taken", () => {
    const walk = running([draftOf("ask", { kind: "ask", input: { question: "Which one?", choices: ["web", "app"] } })]);
    walk.say("2", sam);
    press(walk, 1, "Take it");
    expect(walk.step("ask")).toMatchObject({ status: "passed", result: { output: "app" } });
  });

  test("nobody takes keeps no task waiting, nor ends it", () => {
    const walk = running([draftOf("ask", { kind: "ask", input: { question: "Which one?", choices: [] } })]);
    walk.say("2", sam);
    walk.answer("1");
    expect(walk.settle().task.stage).toBe("completed");
  });
});

describe("a new topic", () => {
  const classify = [{ kind: "new_task", reply: null, instruction: null }] as const;
  const beside = (by: Principal = mia) => {
    const walk = planned([commandOf("a")], { thoughts: { classify } }, {}, { policy: policyWith({ approvers: { external: ["@ops"] } }) });
    walk.say("also paint the shed", by);
    return walk.finish("classify");
  };
  const begun = (walk: Walk) => walk.records.flatMap((record) => (record.type === "begin" ? [record.task] : []));

  test("is offered as a task of its own, which then begins beside this one", () => {
    const walk = beside();
    expect(asked(walk)).toEqual([['Start a new task beside this one: "also paint the shed"?', null]]);
    expect(begun(walk)).toEqual([]);
    walk.say("yes");
    const { place, space, conversation } = walk.task;
    expect(begun(walk)).toMatchObject([
      {
        stage: "triage",
        request: "also paint the shed",
        requester: mia,
        parent: null,
        place: { ...place, base: null },
        space,
        conversation,
      },
    ]);
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 1 } });
  });

  test("declined begins nothing", () => {
    const walk = beside();
    walk.say("no");
    expect(begun(walk)).toEqual([]);
    expect(effectsOf(walk.task)).toEqual([]);
  });

  test("is for whoever said it, or directs the task, to begin; it belongs to who said it", () => {
    const walk = beside(jon);
    expect(press(walk, 0, "Yes", sam)).toMatchObject({ kind: "refused" });
    press(walk, 0, "Yes", jon);
    expect(begun(walk)).toMatchObject([{ requester: jon }]);
  });
});

describe("the last words", () => {
  const quiet = () => {
    const walk = opened(taskWith(), {});
    walk.finish("triage");
    walk.say("and mind the tabs");
    return walk;
  };
  const deaf = (walk: Walk) => {
    const [effect] = effectsOf(walk.task);
    const thought = { purpose: "brief", value: bareBrief } as const;
    const usage = { promptTokens: 1, completionTokens: 1, costMicros: 0 };
    return walk.send({ type: "thought", of: effect?.key ?? "", thought, usage, seen: 0 });
  };

  test("are heard out: a stale answer is asked again two seconds after them", () => {
    const walk = quiet();
    const said = walk.context.now;
    deaf(walk);
    expect(walk.task).toMatchObject({ stage: "briefing", thinking: { stale: 1, notBefore: said + 2_000 } });
    expect(effectsOf(walk.task)).toEqual([]);
    walk.say("and the logout");
    expect(walk.task.thinking?.notBefore).toBe(walk.context.now + 2_000);
    walk.sleep();
    expect(effectsOf(walk.task)).toMatchObject([{ kind: "think", thinking: { purpose: "brief", stale: 1 } }]);
  });

  test("said long before the answer came are waited for no more", () => {
    const walk = quiet();
    walk.pass(10_000);
    deaf(walk);
    expect(effectsOf(walk.task)).toMatchObject([{ kind: "think", thinking: { purpose: "brief", stale: 1 } }]);
  });
});
