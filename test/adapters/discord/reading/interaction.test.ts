import { describe, expect, test } from "vitest";
import { readDispatch } from "../../../../src/adapters/discord/reading/dispatch.ts";
import { around, command, dm, file, guild, interaction, jon, mention, mia, press, submission, thread } from "./payloads.ts";

const read = (d: unknown) => readDispatch({ t: "INTERACTION_CREATE", d }, around);
const parties = {
  key: "discord:interaction:130000000000000001",
  from: { guild, channel: thread, isThread: true },
  by: { id: mia.id, name: "mia", roles: ["560000000000000001"] },
  reply: { id: "130000000000000001", token: "aW50ZXJhY3Rpb24", application: "900000000000000002" },
};

describe("a button", () => {
  test("that was pressed says who, where, what, and how it is answered", () => {
    expect(read(press("approve:apr_1"))).toEqual({
      kind: "pressed",
      ...parties,
      pressed: { does: "decide", verb: "approve", approval: "apr_1" },
      message: "120000000000000001",
    });
  });

  test("that asks once more says what it asks about, and nothing of its message is believed", () => {
    expect(read(press("ask-approve:apr_2", { components: [{ type: 10, content: "Gets nothing." }] }))).toEqual({
      kind: "pressed",
      ...parties,
      pressed: { does: "confirm", act: { does: "decide", verb: "approve", approval: "apr_2" } },
      message: "120000000000000001",
    });
  });

  test("of a list brings the choice's place", () => {
    expect(read(press("choose:tsk_1/qst_1", { values: ["4"] }))).toMatchObject({
      pressed: { does: "choose", task: "tsk_1", question: "qst_1", place: 4 },
    });
  });

  test("in a direct message is pressed by a user without roles, and may be seen by them alone", () => {
    const payload = {
      ...press("stop:tsk_1", { flags: (1 << 15) | (1 << 6) }),
      guild_id: undefined,
      member: undefined,
      user: mia,
      channel_id: dm,
      channel: { id: dm, type: 1 },
    };
    expect(read(payload)).toMatchObject({
      from: { guild: null, channel: dm, isThread: false },
      by: { id: mia.id, roles: null },
    });
  });

  test.each([
    ["of another app", press("buy:now"), "not understood: the button buy:now"],
    ["with a choice that is none", press("choose:tsk_1/qst_1", { values: ["x"] }), "not understood: the button choose:tsk_1/qst_1"],
    ["of nobody", { ...press("approve:apr_1"), member: undefined }, expect.stringMatching(/^not understood.*somebody did it/)],
    [
      "nowhere",
      { ...press("approve:apr_1"), channel: undefined, channel_id: undefined },
      expect.stringMatching(/^not understood.*it happened somewhere/),
    ],
    ["without a token", { ...press("approve:apr_1"), token: "" }, expect.stringMatching(/^not understood: token/)],
  ])("%s is ignored, and says why", (_, payload, reason) => {
    expect(read(payload)).toEqual({ kind: "ignored", reason });
  });
});

describe("a form", () => {
  const text = (custom_id: string, value: string) => ({ type: 4, custom_id, value });

  test("for changes brings what to change", () => {
    expect(read(submission("changes:apr_1", [text("text", "  leave the cache alone ")]))).toEqual({
      kind: "submitted",
      ...parties,
      filled: { form: "changes", approval: "apr_1", text: "leave the cache alone" },
      message: null,
    });
  });

  test("for answers brings choices, words and files, each question once", () => {
    const fields = [
      { type: 3, custom_id: "qst_1/choice", values: ["1"] },
      text("qst_1/text", "but not the old one"),
      { type: 3, custom_id: "qst_2/choice", values: ["0"] },
      { type: 3, custom_id: "qst_3/choice", values: [] },
      text("qst_3/text", ""),
      { type: 19, custom_id: "files", values: [file.id, "1"] },
    ];
    expect(read(submission("answers:tsk_1", fields, { attachments: { [file.id]: file } }))).toMatchObject({
      filled: {
        form: "answers",
        task: "tsk_1",
        answers: [
          { question: "qst_1", place: 1, text: "but not the old one" },
          { question: "qst_2", place: 0, text: "" },
        ],
        left: ["qst_3"],
        words: "",
        files: [{ id: file.id, name: "rows.csv", url: file.url }],
      },
    });
  });

  test("that somebody is sure with brings the act, and their note", () => {
    const act = { does: "decide", verb: "approve", approval: "apr_1" };
    expect(read(submission("sure-approve:apr_1", [text("text", "")]))).toMatchObject({ filled: { form: "confirm", act, text: null } });
    expect(read(submission("sure-approve:apr_1", [text("text", "checked")]))).toMatchObject({
      filled: { form: "confirm", act, text: "checked" },
    });
    expect(read(submission("sure-stop:tsk_1", [text("text", "wrong branch")]))).toMatchObject({
      filled: { form: "confirm", act: { does: "command", command: "cancel", task: "tsk_1" }, text: "wrong branch" },
    });
  });

  test("with its fields in rows, as older clients send them, is read too", () => {
    const data = { custom_id: "changes:apr_1", components: [{ type: 1, components: [text("text", "smaller")] }] };
    expect(read(interaction(5, data))).toMatchObject({ filled: { text: "smaller" } });
  });

  test.each([
    ["empty", submission("changes:apr_1", [text("text", " ")]), "nothing was said in the form"],
    ["without an answer", submission("answers:tsk_1", [text("qst_1/text", "")]), "nothing was said in the form"],
    ["of another app", submission("survey", []), "not understood: the form survey"],
  ])("%s is ignored, and says why", (_, payload, reason) => {
    expect(read(payload)).toEqual({ kind: "ignored", reason });
  });
});

describe("a command", () => {
  test("is read as the words that are said elsewhere", () => {
    const payload = command(
      "ask",
      [
        { type: 3, name: "what", value: "make it faster" },
        { type: 11, name: "file", value: file.id },
      ],
      { attachments: { [file.id]: file } },
    );
    expect(read(payload)).toMatchObject({
      kind: "command",
      ...parties,
      text: "make it faster",
      named: [],
      files: [{ name: "rows.csv" }],
      isAtHome: true,
    });
  });

  test("that names somebody says whom", () => {
    const payload = command(
      "assign",
      [
        { type: 6, name: "person", value: jon.id },
        { type: 4, name: "task", value: 4 },
      ],
      { users: { [jon.id]: jon } },
    );
    expect(read(payload)).toMatchObject({ text: "assign #4 @jon.k", named: [{ text: "@jon.k", id: jon.id }] });
  });

  test("names by their id who has no account's name, as texts do", () => {
    const named = command("assign", [{ type: 6, name: "person", value: jon.id }], {
      users: { [jon.id]: { ...jon, username: "stop #4 @x" } },
    });
    expect(read(named)).toMatchObject({ text: `assign @${jon.id}`, named: [{ text: `@${jon.id}`, id: jon.id }] });
  });

  test.each([
    ["a channel", 0, `${1n << 11n}`, true],
    ["a channel", 0, `${1n << 38n}`, false],
    ["a thread", 11, `${1n << 38n}`, true],
    ["a thread", 11, `${1n << 11n}`, false],
    ["a thread", 11, `${1n << 3n}`, true],
    ["a channel", 0, "0", false],
    ["a channel", 0, undefined, true],
  ])("says whether whoever gave it may write in %s of type %s: with %s, %s", (_, type, permissions, mayWrite) => {
    const member = { user: mia, roles: [], permissions };
    expect(read({ ...command("help"), channel: { id: thread, type }, member })).toMatchObject({ mayWrite });
  });

  test("where only the person has installed the app says so, but for direct messages with the bot", () => {
    const taken = { ...command("help"), authorizing_integration_owners: { "1": mia.id } };
    expect(read(taken)).toMatchObject({ text: "help", isAtHome: false });
    expect(read({ ...taken, context: 1 })).toMatchObject({ isAtHome: true });
  });

  test.each([
    ["of another name", interaction(2, { type: 1, name: "ban" }), "not understood: the command ban"],
    ["with a subcommand that is none", command("constructor"), "not understood: /adjutant constructor"],
    ["that is still typed", { ...command("ask"), type: 4 }, "interaction of type 4"],
  ])("%s is ignored, and says why", (_, payload, reason) => {
    expect(read(payload)).toEqual({ kind: "ignored", reason });
  });
});

test("Make this a task takes somebody's message as data", () => {
  const {
    guild_id: _,
    member: __,
    ...message
  } = { ...mention, author: jon, content: `the export is slow, <@${mia.id}>`, mentions: [mia], attachments: [file] };
  const data = { id: "2", type: 3, name: "Make this a task", target_id: message.id, resolved: { messages: { [message.id]: message } } };
  expect(read(interaction(2, data))).toEqual({
    kind: "shortcut",
    ...parties,
    about: {
      id: message.id,
      text: "the export is slow, @mia",
      named: [{ text: "@mia", id: mia.id }],
      files: [{ id: file.id, name: "rows.csv", mimetype: "text/csv", bytes: 12, url: file.url }],
      replyTo: null,
      author: jon.id,
    },
    isAtHome: true,
    mayWrite: true,
    mayBegin: true,
  });
  expect(read(interaction(2, { ...data, target_id: "1" }))).toMatchObject({ kind: "ignored" });
});
