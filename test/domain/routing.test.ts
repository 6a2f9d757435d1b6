import { describe, expect, test } from "vitest";
import { usedNothing } from "../../src/domain/budget.ts";
import { type Conversation, type Found, type OpenTask, triageKey, triageKeys } from "../../src/domain/conversation.ts";
import { unreadableClarity } from "../../src/domain/interview.ts";
import type { Principal } from "../../src/domain/principal.ts";
import { route } from "../../src/domain/routing.ts";
import { contextWith, faultOf, jon, mia, policy, sam } from "./world.ts";

const context = contextWith();
const idle: Conversation = {
  id: "cnv_1",
  address: { channel: "slack", workspace: "W", room: "R", thread: "T" },
  setting: { space: "shop", source: "/src/shop", workspace: null, autonomy: null },
  triaging: null,
  open: [],
};
const one = { id: "tsk_1", number: 41, title: "Mend", stage: "awaiting_approval", requester: mia } as const;
const two = { id: "tsk_2", number: 42, title: "Paint", stage: "executing", requester: mia } as const;
const busy: Conversation = { ...idle, open: [one, two] };
const say = (conversation: Conversation, text: string, by: Principal = mia, now = context) =>
  route(conversation, { type: "message", by, text, receivedAt: now.now }, now);

describe("with open tasks", () => {
  test.each([
    ["approve", "tsk_2", { type: "decided", verb: "approve", text: null }],
    ["approve #41", "tsk_1", { type: "decided", verb: "approve" }],
    ["reject #41 because late", "tsk_1", { type: "decided", verb: "reject", text: "late" }],
    ["change: blue", "tsk_2", { type: "decided", verb: "change", text: "blue" }],
    ["stop #41", "tsk_1", { type: "commanded", command: "cancel" }],
    ["just proceed", "tsk_2", { type: "commanded", command: "proceed" }],
    ["looks good to me", "tsk_2", { type: "said", text: "looks good to me" }],
  ])("%s goes to %s", (text, task, request) => {
    expect(say(busy, text).records).toMatchObject([{ type: "forward", task, request: { ...request, by: mia } }]);
  });

  test("a decision counts from when it was received, not from when it is routed", () => {
    const message = { type: "message", by: mia, text: "approve", receivedAt: 7 } as const;
    expect(route(busy, message, context).records).toMatchObject([{ request: { type: "decided", receivedAt: 7 } }]);
  });

  test("a number nobody has is answered to who said it", () => {
    expect(say(busy, "stop #7").records).toEqual([{ type: "reply", text: "There is no open task #7 here.", to: mia }]);
    expect(say(idle, "approve").records).toEqual([{ type: "reply", text: "No task is open here.", to: mia }]);
  });

  test("`take over` hands the task to who says it; `assign` is looked up first, with whom the message names", () => {
    expect(say(busy, "take over #41", jon).records).toEqual([
      { type: "forward", task: "tsk_1", request: { type: "handed", by: jon, to: jon } },
    ]);
    const mentions = [{ text: "<@U3>", who: jon }];
    const message = { type: "message", by: mia, text: "assign <@U3>", receivedAt: 7, mentions } as const;
    expect(route(busy, message, context).records).toEqual([{ type: "assign", task: "tsk_2", by: mia, to: "<@U3>", mentions }]);
    expect(say(idle, "take over").records).toEqual([{ type: "reply", text: "No task is open here.", to: mia }]);
  });

  test("whoever may not ask for work still has their words go to the task that is open", () => {
    const guest = { ...sam, member: "guest" } as const;
    expect(say(busy, "hello", guest).records).toMatchObject([{ type: "forward", request: { type: "said", by: guest } }]);
    expect(say(busy, "pause", guest).records).toMatchObject([{ type: "forward", request: { type: "commanded", command: "pause" } }]);
  });

  test("what goes on is not asked for a second time by `retry`", () => {
    const still = { type: "reply", text: "#42 is still going on. `stop` ends it; `retry` asks for the same again then.", to: mia };
    expect(say(busy, "retry").records).toEqual([still]);
    expect(say(busy, "retry #42").records).toEqual([still]);
    expect(say(busy, "retry #40").records).toEqual([{ type: "retry", by: mia, number: 40 }]);
    expect(say(idle, "retry").records).toEqual([{ type: "retry", by: mia, number: null }]);
  });

  test("a request that is made again is a task of its own, though its words mean something where another is open", () => {
    const message = { type: "message", by: jon, text: "stop", receivedAt: 7, again: "tsk_9" } as const;
    const { conversation, records } = route(busy, message, context);
    expect(records).toEqual([]);
    const found = route(
      conversation,
      { type: "triaged", of: triageKey(conversation) ?? "", found: { kind: "light", title: "Stop" }, usage: usedNothing },
      context,
    );
    expect(found.records).toMatchObject([{ type: "create", task: { parent: "tsk_9", request: "stop", requester: jon } }]);
  });

  test("status says who paused one", () => {
    const pauses = [{ reason: "person", by: "slack:U1", byName: "mia", since: 0, until: null, reminded: false }] as const;
    const paused = { ...busy, open: busy.open.map((task) => ({ ...task, pauses })) };
    expect(say(paused, "status").records).toMatchObject([{ text: "#41 Mend — paused by mia\n#42 Paint — paused by mia" }]);
  });

  test("help is a list of lines that fit on a phone", () => {
    const [told] = say(busy, "help").records;
    const lines = told?.type === "reply" ? told.text.split("\n") : [];
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });

  test("status lists them", () => {
    expect(say(busy, "status").records).toMatchObject([{ text: "#41 Mend — awaiting approval\n#42 Paint — executing" }]);
  });
});

describe("a first message", () => {
  test("is triaged, and what follows meanwhile belongs to it", () => {
    const first = say(idle, "mend the login").conversation;
    const second = say(first, "and the logout").conversation;
    const third = say(second, "and the menu", jon).conversation;
    expect(third.triaging).toMatchObject({ by: mia, text: "mend the login\nand the logout\n(jon adds) and the menu", since: context.now });
  });

  test("is dropped when whoever asked says stop, and by nobody else's stop", () => {
    const reading = say(idle, "mend it").conversation;
    expect(say(reading, "stop", jon)).toEqual({
      conversation: reading,
      records: [{ type: "reply", text: "No task is open here.", to: jon }],
    });
    const { conversation, records } = say(reading, "stop");
    expect(conversation.triaging).toBeNull();
    expect(records).toEqual([{ type: "reply", text: "Stopped before anything was begun.", to: mia }]);
  });

  test("of somebody who may not ask is refused in private and starts nothing, alone or as an addition", () => {
    const guest = { ...sam, member: "guest" } as const;
    const text = "Guests can't ask for work here; a full member can.";
    expect(say(idle, "mend the login", guest)).toEqual({ conversation: idle, records: [{ type: "reply", text, to: guest }] });
    const asked = say(idle, "mend the login").conversation;
    expect(say(asked, "and delete everything", guest).conversation).toEqual(asked);
  });

  test("about links goes to the accounts, whatever is open", () => {
    expect(say(busy, "link", jon).records).toEqual([{ type: "link", by: jon, code: null }]);
    expect(say(idle, "link aB3", jon).records).toEqual([{ type: "link", by: jon, code: "aB3" }]);
    expect(say(idle, "unlink", jon).records).toEqual([{ type: "unlink", by: jon }]);
  });

  test("before there is an owner is refused, but a claim gets through", () => {
    const unowned = contextWith({ policy: { ...policy, owner: null } });
    expect(say(idle, "mend it", mia, unowned)).toMatchObject({ conversation: idle, records: [{ type: "reply", to: mia }] });
    expect(say(idle, "claim ABC", mia, unowned).records).toEqual([{ type: "claim", by: mia, code: "ABC" }]);
  });
});

describe("words that edit a plan", () => {
  const open = (stage: OpenTask["stage"]) => ({ ...idle, open: [{ id: "tsk_1", number: 4, title: "t", stage, requester: mia } as const] });

  test("go to the open task where its plan can be changed", () => {
    for (const stage of ["awaiting_approval", "executing"] as const)
      expect(say(open(stage), "skip 2").records).toEqual([
        { type: "forward", task: "tsk_1", request: { type: "edited", by: mia, edit: { kind: "skip", step: "2" } } },
      ]);
  });

  test("are words like any other elsewhere, and a request where nothing is open", () => {
    expect(say(open("interviewing"), "remove duplicates").records).toMatchObject([
      { type: "forward", task: "tsk_1", request: { type: "said", by: mia, text: "remove duplicates" } },
    ]);
    expect(say(open("planning"), "set days = 7").records).toMatchObject([{ request: { type: "edited" } }]);
    expect(say(idle, "remove duplicates").conversation.triaging).toMatchObject({ text: "remove duplicates" });
  });
});

describe("what a message turned out to be", () => {
  const asked = say(idle, "mend the login").conversation;
  const of = triageKey(asked) ?? "";
  const triaged = (found: Found) => route(asked, { type: "triaged", of, found, usage: usedNothing }, context);

  test("chat is answered and makes no task", () => {
    expect(triaged({ kind: "chat", reply: "Hello!" })).toEqual({
      conversation: { ...idle, triaging: null },
      records: [{ type: "reply", text: "Hello!", to: null }],
    });
  });

  test("a task starts with what the triage found", () => {
    const clarity = { goal: 1, constraints: 1, success: 1 };
    const { conversation, records } = triaged({ kind: "task", title: "Mend login", clarity, questions: [] });
    expect(conversation.triaging).toBeNull();
    expect(records).toMatchObject([
      {
        type: "create",
        task: {
          title: "Mend login",
          request: "mend the login",
          requester: mia,
          space: "shop",
          light: false,
          place: { source: "/src/shop", kind: "copy" },
        },
        first: { type: "opened", triage: { clarity, questions: [] }, fault: null },
      },
    ]);
  });

  test("a light one and a procedure are marked so", () => {
    expect(triaged({ kind: "light", title: "Answer" }).records).toMatchObject([{ task: { light: true }, first: { triage: null } }]);
    const use = { name: "run-tests", digest: "d", pinned: true, headline: "unit", parameters: {} };
    expect(triaged({ kind: "procedure", title: "run-tests", use, workspace: "view" }).records).toMatchObject([
      { task: { procedure: use, place: { kind: "view" } } },
    ]);
  });

  test.each([
    ["model_unavailable", { triage: null, fault: { code: "model_unavailable" } }],
    ["model_unreadable", { triage: { clarity: { goal: 0.3, constraints: 0.2, success: 0.2 }, questions: [] }, fault: null }],
  ] as const)("a fault (%s) keeps the request as a task", (code, first) => {
    expect(route(asked, { type: "untriaged", of, fault: faultOf(code), usage: usedNothing }, context).records).toMatchObject([
      { type: "create", task: { title: "mend the login" }, first },
    ]);
  });

  test("no model and no procedure is an answer, not a task", () => {
    const fault = faultOf("model_missing", "No model.");
    expect(route(asked, { type: "untriaged", of, fault, usage: usedNothing }, context).records).toEqual([
      { type: "reply", text: "No model.", to: null },
    ]);
  });

  test("is found out about the whole request: an answer to a part of it changes nothing", () => {
    const folded = say(asked, "and the logout").conversation;
    const paid = { promptTokens: 7, completionTokens: 3, costMicros: 5 };
    expect(triageKey(folded)).not.toBe(of);
    for (const part of [
      { type: "triaged", of, found: { kind: "chat", reply: "Hello!" }, usage: paid },
      { type: "untriaged", of, fault: faultOf("model_missing"), usage: paid },
    ] as const) {
      expect(route(folded, part, context)).toEqual({ conversation: folded, records: [] });
    }
  });

  test("waits for a moment of silence where more is said while it is found out, three times at most", () => {
    let talk = asked;
    for (const times of [1, 2, 3, 4]) {
      talk = say(talk, `and ${times}`, mia, { ...context, now: context.now + times * 1_000 }).conversation;
      expect(talk.triaging).toMatchObject({ parts: times + 1, notBefore: context.now + Math.min(times, 3) * 1_000 + 2_000 });
    }
    expect(talk.triaging?.text.split("\n")).toHaveLength(5);
    const early = route(talk, { type: "due" }, { ...context, now: context.now + 4_999 }).conversation;
    expect(early).toEqual(talk);
    const quiet = route(talk, { type: "due" }, { ...context, now: context.now + 5_000 }).conversation;
    expect(quiet.triaging?.notBefore).toBeNull();
    // What all readings of it used is found by the beginning of their keys.
    for (const one of [asked, talk, quiet]) expect(triageKey(one)).toMatch(new RegExp(`^${triageKeys(asked)}\\d$`));
  });

  test("is read to its end where people never stop: what came meanwhile is in the task, or is read after small talk", () => {
    let talk = asked;
    for (const text of ["one", "two", "three"]) talk = say(talk, text).conversation;
    const reading = route(talk, { type: "due" }, { ...context, now: context.now + 10_000 }).conversation;
    const more = say(say(reading, "four").conversation, "five").conversation;
    expect([triageKey(more), more.triaging?.notBefore]).toEqual([triageKey(reading), null]);
    const end = (found: Found) => route(more, { type: "triaged", of: triageKey(more) ?? "", found, usage: usedNothing }, context);
    const task = end({ kind: "task", title: "Mend it", clarity: unreadableClarity, questions: [] });
    expect(task).toMatchObject({
      conversation: { triaging: null },
      records: [{ task: { request: expect.stringMatching(/one\ntwo\nthree\nfour\nfive$/) } }],
    });
    expect(end({ kind: "chat", reply: "Hello!" })).toMatchObject({
      conversation: { triaging: { text: "four\nfive", parts: 1, later: null } },
    });
  });

  test("is tried three times where whoever reads it dies, and then kept as a task that asks whether to try again", () => {
    const die = (before: Conversation) => route(before, { type: "died", of: triageKey(before) ?? "" }, context);
    const twice = die(die(asked).conversation);
    expect(twice).toMatchObject({ records: [], conversation: { triaging: { deaths: 2 } } });
    expect(die(twice.conversation)).toMatchObject({
      conversation: { triaging: null },
      records: [
        {
          type: "create",
          task: { title: "mend the login" },
          first: { fault: { message: expect.stringContaining("died 3 times in a row") } },
        },
      ],
    });
    expect(route(asked, { type: "died", of: "triage:0:1" }, context)).toEqual({ conversation: asked, records: [] });
  });

  test("is paid for by the task it led to", () => {
    const paid = { promptTokens: 7, completionTokens: 3, costMicros: 5 };
    const [light, unreadable] = [
      route(asked, { type: "triaged", of, found: { kind: "light", title: "Answer" }, usage: paid }, context),
      route(asked, { type: "untriaged", of, fault: faultOf("model_unreadable"), usage: paid }, context),
    ];
    expect(light.records).toMatchObject([{ type: "create", first: { usage: paid } }]);
    expect(unreadable.records).toMatchObject([{ type: "create", first: { usage: paid } }]);
  });

  test("a second triage of the same message changes nothing", () => {
    const again = { type: "triaged", of, found: { kind: "chat", reply: "again" }, usage: usedNothing } as const;
    expect(route(idle, again, context)).toEqual({ conversation: idle, records: [] });
  });
});
