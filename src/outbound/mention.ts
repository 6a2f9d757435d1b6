/** `<!channel>`, `<!subteam^S1|@ops>`, `<!date^1^{date}|then>`. */
const slackCommand = /<!(?:subteam\^)?([A-Za-z0-9_-]+)(?:\^[^<>|]*)?(?:\|([^<>]*))?>/g;
/** `<@U1>`, `<@!1>`, `<@&1>`, `<#C1|general>`. */
const mention = /<(?:@[!&]?|#)([A-Za-z0-9_-]+)(?:\|[^<>]*)?>/g;
/** Everything else Discord draws for itself: `</ban:1>`, `<t:1:R>`, `<id:guide>`, `<:nod:1>`. */
const discordForm = /<(\/[^<>\n]*:\d+|t:-?\d+(?::[A-Za-z])?|id:[a-z-]+|a?:\w+:\d+)>/g;
const everybody = /@(?=everyone|here|channel)/gi;
const angleLink = /<([a-z][a-z0-9+.-]*:[^<>\s|]*)(?:\|([^<>]*))?>/gi;
const markdownLink = /\[([^[\]\n]{0,200})\]\(<?((?:[a-z][a-z0-9+.-]*:|\/\/|www\.)[^()<>\s]{1,2000})>?\)/gi;
/** Where a link begins in spite of that: brackets in its label, a title, parentheses in its address. */
const linkJoint = /\](?=\(\s*<?\s*(?:[a-z][a-z0-9+.-]*:|\/\/|www\.))/gi;
/** Where the address of a link stands apart from it: `[1]: https://…`. */
const linkDefinition = /^( {0,3}\[[^[\]\n]+\]):(?=\s)/gm;

/**
 * Takes the power out of a text made by a model: it notifies nobody (`@everyone`, `<!channel>`, `<@U1>` keep their words with a
 * full-width ＠), and a link shows where it leads instead of hiding behind a label. No form gets through by its length. Linear time,
 * idempotent. Escaping for one platform is `forSlack` and `forDiscord`.
 */
export function neutraliseMentions(text: string): string {
  return text
    .replace(angleLink, (_, url: string, label?: string) => spellOut(label, url))
    .replace(markdownLink, (_, label: string, url: string) => spellOut(label, url))
    .replace(linkJoint, "] ")
    .replace(linkDefinition, "$1 :")
    .replace(slackCommand, (_, name: string, label?: string) => `＠${(label || name).replace(/^@/, "")}`)
    .replace(mention, (_, id: string) => `＠${id}`)
    .replace(discordForm, "$1")
    .replace(everybody, "＠");
}

function spellOut(label: string | undefined, url: string): string {
  return label === undefined || label === "" || label === url ? url : `${label} (${url})`;
}
