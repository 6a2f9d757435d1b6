/** Payloads in the shapes Discord sends them (docs.discord.com/developers: gateway events, interactions), with fields nobody reads left in. */

export const bot = "900000000000000001";
export const guild = "500000000000000001";
export const channel = "600000000000000001";
export const thread = "610000000000000001";
export const dm = "700000000000000001";
export const me = { user: bot, roles: ["550000000000000001"] };
export const around = { me, isThread: (id: string) => id === thread, at: "session/7" };

export const mia = { id: "100000000000000001", username: "mia", global_name: "Mia M.", discriminator: "0", avatar: null };
export const jon = { id: "100000000000000002", username: "jon.k", global_name: "Jon", discriminator: "0", avatar: null };
export const self = { id: bot, username: "adjutant", bot: true, discriminator: "1234", avatar: null };
const member = { roles: ["560000000000000001"], nick: null, joined_at: "2026-01-01T00:00:00Z", deaf: false, mute: false };

/** A message in a server, which mentions the bot. */
export const mention = {
  id: "110000000000000001",
  type: 0,
  channel_id: channel,
  guild_id: guild,
  author: mia,
  member,
  content: `<@${bot}> make the nightly export faster`,
  timestamp: "2026-11-21T10:00:00.000000+00:00",
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [{ ...self, member }],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
  nonce: "1",
  flags: 0,
  components: [],
};

/** A direct message has neither server nor member. */
const { guild_id: _, member: __, ...outside } = mention;
export const direct = { ...outside, id: "110000000000000002", channel_id: dm, channel_type: 1, content: "hello", mentions: [] };

export const inThread = {
  ...mention,
  id: "110000000000000003",
  channel_id: thread,
  content: "orders. 15 minutes would do",
  mentions: [],
  position: 3,
};

export const reaction = {
  user_id: jon.id,
  channel_id: channel,
  message_id: "120000000000000001",
  guild_id: guild,
  member: { ...member, user: jon },
  message_author_id: bot,
  emoji: { id: null, name: "✅" },
  burst: false,
  type: 0,
};

/** An interaction of mia in a server. */
export function interaction(type: number, data: object, more: object = {}): object {
  return {
    id: "130000000000000001",
    application_id: "900000000000000002",
    type,
    token: "aW50ZXJhY3Rpb24",
    version: 1,
    guild_id: guild,
    channel_id: thread,
    channel: { id: thread, type: 11, parent_id: channel, name: "export" },
    member: { ...member, user: mia, permissions: "2147483647" },
    app_permissions: "2147483647",
    locale: "en-US",
    entitlements: [],
    authorizing_integration_owners: { "0": guild },
    context: 0,
    attachment_size_limit: 10_485_760,
    data,
    ...more,
  };
}

/** A button that was pressed, in the message it belongs to. */
export function press(
  custom_id: string,
  { components = [], flags = 1 << 15, values }: { components?: readonly unknown[]; flags?: number; values?: readonly string[] } = {},
): object {
  const message = { id: "120000000000000001", type: 0, channel_id: thread, author: self, content: "", flags, components };
  return interaction(3, { component_type: values ? 3 : 2, id: 5, custom_id, ...(values ? { values } : {}) }, { message });
}

/** A form that was sent. */
export function submission(custom_id: string, fields: readonly object[], resolved: object = {}): object {
  const components = fields.map((component, id) => ({ type: 18, id, component }));
  return interaction(5, { custom_id, components: [{ type: 10, id: 90 }, ...components], resolved });
}

export function command(subcommand: string, options: readonly object[] = [], resolved: object = {}): object {
  return interaction(2, { id: "1", type: 1, name: "adjutant", options: [{ type: 1, name: subcommand, options }], resolved });
}

export const file = {
  id: "140000000000000001",
  filename: "rows.csv",
  content_type: "text/csv",
  size: 12,
  url: "https://cdn.discordapp.com/attachments/1/2/rows.csv?ex=1",
  proxy_url: "https://media.discordapp.net/x",
};
