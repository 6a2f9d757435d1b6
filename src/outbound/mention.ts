const slackCommand = /<!(?:subteam\^)?([A-Za-z0-9]{1,64})(?:\^[^<>\n|]{0,200})?(?:\|([^<>\n|]{0,200}))?>/g;
const mention = /<(?:@[!&]?|#)([A-Za-z0-9]{1,64})(?:\|[^<>\n|]{0,200})?>/g;
const everybody = /@(?=(?:everyone|here|channel)\b)/gi;
const slackLink = /<((?:https?|mailto|slack|discord|tel):[^<>\n|]{1,2000})(?:\|([^<>\n|]{0,200}))?>/gi;
const markdownLink = /\[([^[\]\n]{0,200})\]\(<?([^()<>\s]{1,2000})>?\)/g;

/**
 * Takes the power out of a text made by a model: it notifies nobody (`@everyone`, `<!channel>`, `<@U1>` keep their words with a
 * full-width ＠), and a link shows where it leads instead of hiding behind a label. Escaping for one platform stays with its adapter.
 */
export function neutraliseMentions(text: string): string {
  return text
    .replace(slackLink, (_, url: string, label?: string) => spellOut(label, url))
    .replace(markdownLink, (_, label: string, url: string) => spellOut(label, url))
    .replace(slackCommand, (_, name: string, label?: string) => `＠${(label || name).replace(/^@/, "")}`)
    .replace(mention, (_, id: string) => `＠${id}`)
    .replace(everybody, "＠");
}

function spellOut(label: string | undefined, url: string): string {
  return label === undefined || label === "" || label === url ? url : `${label} (${url})`;
}
