import { removeControls } from "../../../outbound/control.ts";
import { oneLine } from "../../wording/line.ts";
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

/**
 * A message with the files that are uploaded with it below its words, by the names `attachmentName` gave them: a V2 message shows no
 * others.
 */
export function addFiles(content: DiscordContent, names: readonly string[]): DiscordContent {
  return { ...content, components: [...content.components, ...names.slice(0, roomFor(content)).map(fileOf)] };
}

/** How many files a message can show below what it says. */
export function roomFor({ components }: DiscordContent): number {
  return Math.max(0, Math.min(limits.attachments, limits.components - countOf(components)));
}

/** The message of files that could not come with the one they belong to; `about`: what that is about (`#42 Make the export faster`). */
export function renderFiles(names: readonly string[], about: string | null): DiscordContent {
  const title = oneLine(about ?? "", 300);
  const components = title === "" ? [] : [textDisplay(markdownOf(line(bold(title))))];
  return addFiles({ components, mentions: { users: [], roles: [] } }, names);
}

function fileOf(name: string) {
  return { type: 13, file: { url: `attachment://${name}` } } as const;
}

/** Components with all that are inside of them. */
function countOf(components: readonly object[]): number {
  return components.reduce((count: number, one) => {
    const inner = "components" in one && Array.isArray(one.components) ? countOf(one.components) : 0;
    return count + 1 + inner + ("accessory" in one ? 1 : 0);
  }, 0);
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
