import { removeControls } from "../../../outbound/control.ts";
import { bold, line } from "../../wording/piece.ts";
import { limits } from "../limits.ts";
import type { DiscordContent } from "./content.ts";
import { textDisplay } from "./element.ts";
import { markdownOf, split } from "./markdown.ts";

/**
 * A name under which Discord keeps a file as it is: others it would change, and then not find (`attachment://`). What tells one from
 * another is kept, its beginning and what kind it is.
 */
export function attachmentName(name: string): string {
  const [, stem = "", kind = ""] = /^(.*?)(\.\w{1,16})?$/s.exec(name) ?? [];
  const plain = stem
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\w.-]+/g, "_");
  const shown = /[A-Za-z0-9]/.test(plain) ? plain.replace(/^\.+/, "") : "file";
  return `${shown.slice(0, mostCharacters - kind.length)}${kind}`;
}

const mostCharacters = 100;

/** The message that shows files which are uploaded with it, at most ten, by the names `attachmentName` gave them: a V2 message shows no others. */
export function renderFiles(names: readonly string[]): DiscordContent {
  const components = names.slice(0, limits.attachments).map((name) => ({ type: 13, file: { url: `attachment://${name}` } }) as const);
  return { components, mentions: { users: [], roles: [] } };
}

/** So many messages a file becomes at most, and so much of each is kept free for its frame. */
const [mostParts, frame] = [12, 300];

/** A file as text, where none can be attached: exactly as it is, but for what nobody would see. */
export function renderFile(name: string, text: string): readonly DiscordContent[] {
  const all = split({ code: removeControls(text) }, limits.text - frame);
  const title = markdownOf(line(bold("File: "), { text: name, style: "code" }));
  const cut = markdownOf(line(bold("Cut here: the rest could not be attached.")));
  return all.slice(0, mostParts).map((code, index) => {
    const isCut = index === mostParts - 1 && all.length > mostParts;
    const content = [...(index === 0 ? [title] : []), code, ...(isCut ? [cut] : [])].join("\n");
    return { components: [textDisplay(content)], mentions: { users: [], roles: [] } };
  });
}
