import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderMessage } from "../../../../src/adapters/slack/blocks/message.ts";
import { answersModal, changesModal } from "../../../../src/adapters/slack/blocks/modals.ts";
import { readPayload } from "../../../../src/adapters/slack/reading/payload.ts";
import { planApproval, task } from "../../samples.ts";
import { command, envelope, me, press, reaction, shortcut, submission } from "./payloads.ts";

const read = (body: unknown) => readPayload(body, me);
const from = { app: "A1", team: "T1", enterprise: null };
const mia = { id: "U1", name: "mia", home: "T1" };

describe("a reaction", () => {
  test("on a message is its verb, with who and where", () => {
    expect(read(envelope(reaction))).toEqual({
      kind: "reaction",
      key: "slack:reaction:T1:C1:1763000003.000100:U2:white_check_mark:1763000004.000100",
      from,
      by: { id: "U2", name: null, home: null },
      channel: "C1",
      ts: "1763000003.000100",
      verb: "approve",
      isOnOurs: true,
      isTakenBack: false,
    });
  });

  test.each([
    ["white_check_mark", "approve"],
    ["x", "reject"],
    ["pencil2", "change"],
    ["octagonal_sign", "stop"],
    ["double_vertical_bar", "pause"],
    ["arrow_forward", "resume"],
    ["white_check_mark::skin-tone-3", "approve"],
  ])(":%s: means %s, and can be taken back", (emoji, verb) => {
    expect(read(envelope({ ...reaction, reaction: emoji }))).toMatchObject({ verb, isTakenBack: false });
    expect(read(envelope({ ...reaction, type: "reaction_removed", reaction: emoji }))).toMatchObject({ verb, isTakenBack: true });
  });

  test.each([
    "+1",
    "+1::skin-tone-3",
    "thumbsup",
    "heavy_check_mark",
    "ballot_box_with_check",
    "negative_squared_cross_mark",
    "pencil",
    "eyes",
    "__proto__",
    "constructor",
    "toString",
  ])(":%s: decides nothing", (emoji) => {
    expect(read(envelope({ ...reaction, reaction: emoji }))).toEqual({ kind: "ignored", reason: `:${emoji}: decides nothing` });
  });

  test("of our own, or on something that is no message, is ignored", () => {
    expect(read(envelope({ ...reaction, user: "UBOT" }))).toEqual({ kind: "ignored", reason: "our own reaction" });
    expect(read(envelope({ ...reaction, item: { type: "file", file: "F1" } }))).toMatchObject({ kind: "ignored" });
  });
});

describe("a pressed button", () => {
  test("is what its id says, with all that is needed to answer", () => {
    expect(read(press({ action_id: "approve", value: "apr_1" }))).toEqual({
      kind: "pressed",
      key: "slack:press:T1:C1:1763000003.000100:1763000005.123456:U1:approve:apr_1",
      from,
      by: mia,
      pressed: { does: "decide", verb: "approve", approval: "apr_1" },
      channel: "C1",
      message: "1763000003.000100",
      thread: "1763000000.000100",
      view: null,
      trigger: "13345224609.738474920.8088930838d88f008e0",
      responseUrl: "https://hooks.slack.com/actions/T1/1/x",
    });
  });

  test.each([
    ["reject", "apr_1", { does: "decide", verb: "reject", approval: "apr_1" }],
    ["change", "apr_1", { does: "change", approval: "apr_1" }],
    ["answer", "tsk_1", { does: "answer", task: "tsk_1" }],
    ["choose-2", "tsk_1/qst_1/2", { does: "choose", task: "tsk_1", question: "qst_1", place: 2 }],
    ["proceed", "tsk_1", { does: "command", command: "proceed", task: "tsk_1" }],
    ["stop", "tsk_1", { does: "command", command: "cancel", task: "tsk_1" }],
    ["pause", "tsk_1", { does: "command", command: "pause", task: "tsk_1" }],
    ["resume", "tsk_1", { does: "command", command: "resume", task: "tsk_1" }],
    ["retry", "tsk_1", { does: "retry", task: "tsk_1" }],
    ["revoke", "grt_1", { does: "revoke", grant: "grt_1" }],
  ])("%s with %s is understood", (action_id, value, pressed) => {
    expect(read(press({ action_id, value }))).toMatchObject({ kind: "pressed", pressed });
  });

  test("of a list is the choice that was made", () => {
    const select = {
      type: "static_select",
      action_id: "choose",
      selected_option: { text: { type: "plain_text", text: "ledger" }, value: "tsk_1/qst_1/7" },
    };
    expect(read(press(select))).toMatchObject({ pressed: { does: "choose", question: "qst_1", place: 7 } });
  });

  test("on the home tab has a view and no message", () => {
    const home = press(
      { action_id: "revoke", value: "grt_1" },
      {
        message: undefined,
        channel: undefined,
        container: { type: "view", view_id: "V1" },
        view: { id: "V1", type: "home" },
        response_url: undefined,
      },
    );
    expect(read(home)).toMatchObject({
      view: "V1",
      channel: null,
      message: null,
      responseUrl: null,
      key: "slack:press:T1:V1::1763000005.123456:U1:revoke:grt_1",
    });
  });

  test("on a whole grid belongs to the person's workspace", () => {
    expect(read(press({ action_id: "approve", value: "apr_1" }, { team: null, enterprise: { id: "E1", name: "acme" } }))).toMatchObject({
      from: { app: "A1", team: "T1", enterprise: "E1" },
    });
  });

  test.each([
    ["a link", { action_id: "open", value: "open" }, "a link was followed"],
    ["another app's", { action_id: "deploy", value: "apr_1" }, "not understood: the button deploy"],
    ["one with another's id", { action_id: "approve", value: "tsk_1" }, "not understood: the button approve"],
    ["one with more than an id", { action_id: "approve", value: "apr_1'; --" }, "not understood: the button approve"],
    ["one without an id", { action_id: "approve" }, "not understood: the button approve"],
    ["a choice without a place", { action_id: "choose-0", value: "tsk_1/qst_1" }, "not understood: the button choose"],
    ["a choice of no number", { action_id: "choose-0", value: "tsk_1/qst_1/-1" }, "not understood: the button choose"],
    ["a prototype's", { action_id: "constructor", value: "apr_1" }, "not understood: the button constructor"],
  ])("%s is ignored, and says why", (_, action, reason) => {
    expect(read(press(action))).toEqual({ kind: "ignored", reason });
  });
});

describe("what is rendered", () => {
  /** Every element with an id and a value that a message has. */
  const elements = (content: unknown): readonly { action_id: string; value: string }[] =>
    JSON.stringify(content).length === 0 ? [] : found(content);

  function found(node: unknown): readonly { action_id: string; value: string }[] {
    if (typeof node !== "object" || node === null) return [];
    const inner = Object.values(node).flatMap(found);
    const { action_id, value, options } = node as { action_id?: string; value?: string; options?: readonly { value: string }[] };
    if (action_id === undefined) return inner;
    return options ? options.map((option) => ({ action_id, value: option.value })) : value === undefined ? inner : [{ action_id, value }];
  }

  test("is understood when it comes back: every button and every choice", () => {
    const choices = ["one", "two", "three", "four", "five", "six"];
    const questions = [
      { id: "qst_1", text: "Which?", choices, why: null, step: null } as const,
      { id: "qst_2", text: "Or?", choices: ["a"], why: null, step: null } as const,
    ];
    const all = [planApproval, { kind: "questions", task, questions } as const].flatMap((message) => elements(renderMessage(message, [])));
    expect(all).toHaveLength(3 + 6 + 1 + 2);
    for (const action of all) expect(read(press(action))).toMatchObject({ kind: "pressed" });
  });

  test("as a form brings back what was said in it", () => {
    const changes = changesModal("apr_1", "#42");
    const values = { changes: { text: { type: "plain_text_input", value: " leave the cache alone " } } };
    expect(read(submission(changes.callback_id ?? "", changes.private_metadata ?? "", values))).toEqual({
      kind: "submitted",
      key: expect.stringMatching(/^slack:form:T1:V1:U1:[0-9a-f]{16}$/),
      from,
      by: mia,
      filled: { form: "changes", approval: "apr_1", text: "leave the cache alone" },
    });
  });

  test("as a form of questions brings back a choice by its number, words as they are, and both together", () => {
    const modal = answersModal("tsk_1", []);
    const chosen = (value: string, text: string) => ({
      choose: { type: "static_select", selected_option: { value, text: { type: "plain_text", text } } },
    });
    const said = (value: string | null) => ({ text: { type: "plain_text_input", value } });
    const values = {
      "qst_1/choice": chosen("tsk_1/qst_1/1", "ledger"),
      "qst_1/text": said(null),
      "qst_2/text": said("15 minutes"),
      "qst_3/choice": chosen("tsk_1/qst_3/0", "R&amp;D"),
      "qst_3/text": said("and nothing else"),
      "qst_4/choice": { choose: { type: "static_select", selected_option: null } },
      "qst_4/text": said("  "),
      "oddity/text": said("x"),
    };
    expect(read(submission(modal.callback_id ?? "", modal.private_metadata ?? "", values))).toMatchObject({
      filled: {
        form: "answers",
        task: "tsk_1",
        answers: [
          { question: "qst_1", text: "2" },
          { question: "qst_2", text: "15 minutes" },
          { question: "qst_3", text: "R&D; and nothing else" },
        ],
      },
    });
  });

  test.each([
    ["nothing was said", submission("changes", "apr_1", { changes: { text: { value: " " } } }), "nothing was said in the form"],
    ["nothing was answered", submission("answers", "tsk_1", {}), "nothing was said in the form"],
    ["it is nobody's", submission("changes", "tsk_1", {}), "not understood: what the change is about"],
    ["its questions are nobody's", submission("answers", "{}", {}), "not understood: whose questions were answered"],
    ["it is another app's", submission("deploy", "", {}), "not understood: the form deploy"],
  ])("as a form is ignored where %s", (_, body, reason) => {
    expect(read(body)).toEqual({ kind: "ignored", reason });
  });
});

describe("a command", () => {
  test("has its words, whom they name, and a key of its own", () => {
    expect(read(command)).toEqual({
      kind: "command",
      key: "slack:command:T1:13345224609.738474920.8088930838d88f008e0",
      from,
      by: { id: "U1", name: "mia", home: null },
      channel: "C1",
      text: "assign <@U3>",
      named: [{ text: "<@U3>", id: "U3" }],
      trigger: "13345224609.738474920.8088930838d88f008e0",
      responseUrl: "https://hooks.slack.com/commands/T1/1/x",
    });
    expect(read({ ...command, text: "" })).toMatchObject({ kind: "command", text: "" });
  });

  test("of a message's menu is asked for by whoever chose it, about what another said", () => {
    expect(read(shortcut)).toMatchObject({
      kind: "shortcut",
      key: "slack:shortcut:T1:C1:1763000007.000100:1763000006.000100:U1",
      by: mia,
      about: { channel: "C1", ts: "1763000007.000100", thread: "1763000000.000100", text: "the export & more is slow", author: "U9" },
    });
    expect(read({ ...shortcut, callback_id: "other" })).toEqual({ kind: "ignored", reason: "not understood: the shortcut other" });
  });
});

describe("the rest", () => {
  test.each([
    [
      { type: "app_home_opened", user: "U1", channel: "D1", tab: "home", event_ts: "1.0" },
      { kind: "home", tab: "home", by: { id: "U1" } },
    ],
    [
      { type: "app_home_opened", user: "U1", channel: "D1", tab: "messages", event_ts: "1.0" },
      { kind: "home", tab: "messages" },
    ],
    [
      { type: "agent_session_stopped", channel: "D1", user: "U1", thread_ts: "1.5", streaming_message_ts: [], event_ts: "2.0" },
      { kind: "stopped", channel: "D1", thread: "1.5", key: "slack:stop:T1:D1:1.5:U1:2.0" },
    ],
    [{ type: "app_uninstalled" }, { kind: "removed", from, at: 1_763_000_000_000 }],
    [
      { type: "tokens_revoked", tokens: { oauth: ["U1"], bot: ["UBOT"] } },
      { kind: "removed", from },
    ],
    [
      { type: "tokens_revoked", tokens: { oauth: ["U1"] } },
      { kind: "ignored", reason: "tokens of people were revoked: we have none" },
    ],
    [{ type: "constructor" }, { kind: "ignored", reason: "event constructor" }],
    [
      { type: "app_context_changed", channel: "D1", user: "U1" },
      { kind: "ignored", reason: "event app_context_changed" },
    ],
  ])("%j", (event, news) => {
    expect(read(envelope(event))).toMatchObject(news);
  });

  test.each([
    null,
    undefined,
    7,
    "text",
    [],
    {},
    { type: "url_verification", challenge: "x" },
    { type: 9 },
    { type: "event_callback" },
    { type: "event_callback", event: null },
    { command: "adjutant" },
  ])("%j is ignored", (body) => {
    expect(read(body)).toMatchObject({ kind: "ignored" });
  });

  test("whatever comes, nothing is thrown", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const known = fc.constantFrom("event_callback", "block_actions", "view_submission", "message_action");
    const bodies = fc.oneof(
      json,
      fc
        .tuple(
          known,
          fc.dictionary(
            fc.constantFrom("event", "team_id", "api_app_id", "actions", "user", "view", "trigger_id", "message", "channel"),
            json,
          ),
        )
        .map(([type, rest]) => ({ ...rest, type })),
      fc
        .tuple(fc.constantFrom("message", "app_mention", "reaction_added"), fc.dictionary(fc.string(), json))
        .map(([type, rest]) => envelope({ ...rest, type })),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        expect(typeof read(body).kind).toBe("string");
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });
});
