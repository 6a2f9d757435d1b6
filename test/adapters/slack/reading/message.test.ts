import { describe, expect, test } from "vitest";
import { readHistory } from "../../../../src/adapters/slack/reading/message.ts";
import { readPayload } from "../../../../src/adapters/slack/reading/payload.ts";
import { readText } from "../../../../src/adapters/slack/reading/text.ts";
import { direct, envelope, me, mention, reply, twin } from "./payloads.ts";

const read = (event: object, more: object = {}) => readPayload(envelope(event, more), me);
const from = { app: "A1", team: "T1", enterprise: null };

describe("a message", () => {
  test("that mentions the bot is a request, without the mention", () => {
    expect(read(mention)).toEqual({
      kind: "message",
      key: "slack:message:A1:T1:C1:1763000000.000100",
      from,
      by: { id: "U1", name: null, home: "T1" },
      via: "mention",
      channel: "C1",
      ts: "1763000000.000100",
      thread: "1763000000.000100",
      text: "make the nightly export faster",
      named: [],
      files: [],
    });
  });

  test("and its twin are the same, whatever their envelopes are called", () => {
    expect(read(twin, { event_id: "Ev2" })).toEqual(read(mention));
  });

  test("of another app or workspace is another one", () => {
    const keys = [read(mention), read(mention, { api_app_id: "A2" }), read(mention, { context_team_id: "T2" })].map(
      (news) => "key" in news && news.key,
    );
    expect(new Set(keys).size).toBe(3);
  });

  test("sent directly begins a conversation of its own, and goes on in its thread", () => {
    expect(read(direct)).toMatchObject({ via: "direct", channel: "D1", thread: "1763000001.000100", text: "hello" });
    expect(read({ ...direct, ts: "1763000009.000100", thread_ts: "1763000001.000100" })).toMatchObject({
      via: "direct",
      thread: "1763000001.000100",
    });
  });

  test("in a thread counts without a mention", () => {
    expect(read(reply)).toMatchObject({ via: "thread", thread: "1763000000.000100", text: "orders. 15 minutes would do" });
    expect(read({ ...reply, subtype: "thread_broadcast" })).toMatchObject({ via: "thread" });
    expect(read({ ...reply, channel_type: "mpim", channel: "G1" })).toMatchObject({ via: "thread", channel: "G1" });
  });

  test.each([
    ["said to others", { ...twin, text: "lunch?" }, "neither a mention, nor a direct message, nor in a thread"],
    ["edited", { ...mention, edited: { user: "U1", ts: "1763000001.000000" } }, "edited: the first version counts"],
    [
      "changed",
      { type: "message", subtype: "message_changed", hidden: true, channel: "C1", ts: "1.2", message: twin, previous_message: twin },
      "an edit, or a link that was unfurled",
    ],
    ["of a bot", { ...mention, bot_id: "B2" }, "a bot's message"],
    ["of a bot without a user", { ...twin, user: undefined, subtype: "bot_message", bot_id: "B2", username: "ci" }, "a bot's message"],
    ["of an app that speaks for a person", { ...twin, bot_profile: { id: "B3", name: "app" } }, "a bot's message"],
    ["of Slackbot", { ...direct, user: "USLACKBOT" }, "a bot's message"],
    ["of our own", { ...direct, user: "UBOT", bot_id: "B1" }, "our own message"],
    ["of the house", { ...twin, subtype: "channel_join", inviter: "U2" }, "a message of the house: channel_join"],
    ["with nothing in it", { ...direct, text: "" }, "nothing is said in it"],
    ["of nobody", { ...direct, user: null }, "a message of nobody"],
    ["with an impossible time", { ...direct, ts: "1.2; drop table" }, expect.stringMatching(/^not understood: ts /)],
    ["in no channel", { ...direct, channel: 7 }, expect.stringMatching(/^not understood: channel /)],
    ["with a body that is no text", { ...direct, text: { toString: "x" } }, expect.stringMatching(/^not understood: text /)],
  ])("%s is ignored, and says why", (_, event, reason) => {
    expect(read(event)).toEqual({ kind: "ignored", reason });
  });

  test("that only mentions the bot is heard: somebody wants something", () => {
    expect(read({ ...mention, text: "<@UBOT>" })).toMatchObject({ kind: "message", text: "" });
  });

  test("of a stranger of Slack Connect says where they belong", () => {
    expect(read({ ...mention, user_team: "T9", source_team: "T9", team: "T9" })).toMatchObject({ by: { id: "U1", home: "T9" } });
  });

  test("brings its files, with where to get them", () => {
    const file = {
      id: "F1",
      name: "rows.csv",
      title: "rows",
      mimetype: "text/csv",
      size: 12,
      mode: "hosted",
      url_private: "https://files.slack.com/a",
      url_private_download: "https://files.slack.com/b",
      permalink: "x",
    };
    const files = [
      file,
      { ...file, id: "F2", mode: "tombstone" },
      { id: "F3", file_access: "check_file_info" },
      { ...file, id: "F4", is_external: true },
      null,
      "F5",
    ];
    expect(read({ ...direct, text: "", subtype: "file_share", files })).toMatchObject({
      text: "",
      files: [
        { id: "F1", name: "rows.csv", mimetype: "text/csv", bytes: 12, url: "https://files.slack.com/b" },
        { id: "F3", name: "F3", mimetype: null, bytes: null, url: null },
        { id: "F4", url: null },
      ],
    });
  });

  test("that is deleted takes back what it asked for; what others deleted of ours means nothing", () => {
    const deleted = {
      type: "message",
      subtype: "message_deleted",
      hidden: true,
      channel: "C1",
      ts: "1763000010.0",
      deleted_ts: mention.ts,
      previous_message: twin,
    };
    expect(read(deleted)).toEqual({
      kind: "deleted",
      key: "slack:message:A1:T1:C1:1763000000.000100:deleted",
      from,
      by: { id: "U1", name: null, home: "T1" },
      channel: "C1",
      thread: "1763000000.000100",
      of: "slack:message:A1:T1:C1:1763000000.000100",
    });
    expect(read({ ...deleted, previous_message: { ...twin, user: "UBOT", bot_id: "B1" } })).toEqual({
      kind: "ignored",
      reason: "deleted: our own message",
    });
  });

  test("found in the history after a gap is the one that was missed, although it was edited since", () => {
    const { channel: _, channel_type: __, ...found } = { ...twin, edited: { user: "U1", ts: "1763000001.000000" } };
    expect(readHistory(found, { channel: "C1", isDirect: false }, from, me)).toEqual(read(mention));
    const { channel: ___, channel_type: ____, ...said } = direct;
    expect(readHistory(said, { channel: "D1", isDirect: true }, from, me)).toEqual(read(direct));
  });
});

describe("a text", () => {
  test.each([
    ["<@UBOT>: do it", "do it"],
    ["<@UBOT|adjutant>, <@UBOT> do it", "do it"],
    ["ask <@UBOT> later", "ask <@UBOT> later"],
    ["a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"],
    ["&amp;lt;@U3&amp;gt;", "&lt;@U3&gt;"],
    ["see <https://x.example/a?b=1&amp;c=2|the docs>", "see the docs (https://x.example/a?b=1&c=2)"],
    ["see <https://x.example>", "see https://x.example"],
    ["see <http://x.example|x.example>", "see http://x.example"],
    ["mail <mailto:a@b.example|a@b.example>", "mail a@b.example"],
    ["in <#C1|shop> and <#C2>", "in #shop and #C2"],
    ["<!here> <!channel|channel> <!subteam^S1|@ops> <!subteam^S2>", "@here @channel @ops @S2"],
    ["on <!date^1392734382^{date}|Feb 18>", "on Feb 18"],
    ["<unknown|thing>", "<unknown|thing>"],
    ["```\n&lt;div&gt;\n```", "```\n<div>\n```"],
  ])("%j reads %j", (raw, text) => {
    expect(readText(raw, "UBOT").text).toBe(text);
  });

  test("names people by id, once each, and never the bot itself", () => {
    expect(readText("<@UBOT> assign <@U3|jon> or <@W4>, not <@U3> and not <@UBOT>", "UBOT")).toEqual({
      text: "assign <@U3> or <@W4>, not <@U3> and not <@UBOT>",
      named: [
        { text: "<@U3>", id: "U3" },
        { text: "<@W4>", id: "W4" },
      ],
    });
  });

  test("that somebody typed by hand names nobody", () => {
    expect(readText("assign &lt;@U3&gt;", "UBOT")).toEqual({ text: "assign <@U3>", named: [] });
  });

  test("of any length is read in linear time", () => {
    const raw = `${"<".repeat(200_000)}${"<@UBOT ".repeat(20_000)}${"<@U1|".repeat(20_000)}`;
    expect(readText(raw, "UBOT").named).toEqual([]);
  });
});
