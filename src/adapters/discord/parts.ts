import { isOngoing } from "../../domain/ongoing.ts";
import type { Delivered, Desk, Shown } from "../adapter.ts";
import { bring, collectFiles, type Taking, type Upload } from "../uploads.ts";
import { nameOf } from "../wording/line.ts";
import { limits } from "./limits.ts";
import type { DiscordContent, Rendered } from "./look/content.ts";
import { attachmentName, renderFile, roomFor } from "./look/files.ts";
import type { Posting, Put, Target } from "./posting.ts";
import type { There } from "./there.ts";

type Leaving = { readonly posting: Pick<Posting, "post" | "change" | "remove" | "upload">; readonly desk: Pick<Desk, "redact" | "log"> };
type New = { readonly at: Target; readonly there: There };

/** What is new, with its files: those it has room for in its last part, the others after it. What an earlier try posted stays. */
export async function postWhole(
  { posting, desk }: Leaving,
  shown: Pick<Shown, "key" | "content" | "about">,
  rendered: Rendered,
  { at, there }: New,
): Promise<Delivered> {
  const files = await missingFiles(shown, rendered, there, desk);
  const put = await showParts(posting, shown, rendered, { at, refs: there.refs(shown.key), files });
  if (put.kind !== "shown") return put;
  const left = files.filter(({ name }) => !put.files.includes(name));
  return (await follow({ posting, desk }, shown, left, { at, there })) ?? { kind: "shown", refs: put.refs };
}

/** Each part in its own message: those that are there are changed, others posted, and a part too many goes. */
export async function showParts(
  posting: Pick<Posting, "post" | "change" | "remove">,
  shown: Pick<Shown, "key" | "content">,
  rendered: Rendered,
  { at, refs, files = [] }: { readonly at: Target; readonly refs: readonly string[]; readonly files?: readonly Upload[] },
): Promise<Put> {
  const { parts } = rendered;
  const mayHaveFiles = rendered.files.length > 0 || artifactsOf(shown).length > 0;
  const [showing, brought]: [string[], string[]] = [[], []];
  for (const [index, part] of parts.entries()) {
    const ref = refs[index];
    const along = index === parts.length - 1 ? fittingIn(part, files) : [];
    const answer =
      ref === undefined
        ? await postPart(posting, shown.key, index, part, at, along)
        : await changePart(posting, shown, index, part, at, { ref, mayHaveFiles });
    if (answer.kind !== "shown") return answer;
    showing.push(...answer.refs);
    if ("files" in answer) brought.push(...answer.files);
  }
  for (const ref of refs.slice(parts.length)) {
    const answer = await posting.remove(ref);
    if (answer.kind !== "shown") return answer;
  }
  return { kind: "shown", refs: showing, files: brought };
}

/** What somebody took away comes anew while it goes on; else it stays away. */
async function changePart(
  posting: Pick<Posting, "post" | "change">,
  { key, content }: Pick<Shown, "key" | "content">,
  index: number,
  part: DiscordContent,
  at: Target,
  { ref, mayHaveFiles }: { readonly ref: string; readonly mayHaveFiles: boolean },
): Promise<Delivered> {
  const changed = await posting.change(ref, key, index, part, mayHaveFiles);
  if (changed.kind !== "gone") return changed;
  const isNews = isOngoing(content.kind === "card" ? content.card : content.message);
  return isNews ? posting.post(key, index, part, { ...at, instead: ref }) : { kind: "shown", refs: [ref] };
}

/** Files that are refused take no words with them. */
async function postPart(
  posting: Pick<Posting, "post">,
  key: string,
  index: number,
  part: DiscordContent,
  at: Target,
  files: readonly Upload[],
): Promise<Put> {
  const answer = await posting.post(key, index, part, at, files);
  return answer.kind === "impossible" && files.length > 0 ? posting.post(key, index, part, at) : answer;
}

/** What is too long for a message, and what the task made, as far as it is not there. */
async function missingFiles(
  shown: Pick<Shown, "key" | "content">,
  { files }: Pick<Rendered, "files">,
  there: There,
  { redact }: Pick<Desk, "redact">,
): Promise<readonly Upload[]> {
  const names = there.names(shown.key);
  const uploads = await collectFiles(files, artifactsOf(shown), { mostBytes: limits.fileBytes, redact });
  return uploads.map(nameApart).filter(({ name }) => !names.includes(name));
}

function artifactsOf({ content }: Pick<Shown, "content">) {
  return content.kind === "post" && content.message.kind === "result" ? content.message.artifacts : [];
}

/** As many as one message takes beside what it says, in their order. */
function fittingIn(part: DiscordContent, files: readonly Upload[]): readonly Upload[] {
  const fitting: Upload[] = [];
  let bytes = 0;
  for (const file of files) {
    if (fitting.length >= roomFor(part) || bytes + file.content.length > limits.messageBytes) continue;
    bytes += file.content.length;
    fitting.push(file);
  }
  return fitting;
}

/** Files that could not come with their message come after it. Null: what can be brought is there. */
async function follow(
  { posting, desk }: Leaving,
  { key, about }: Pick<Shown, "key" | "about">,
  files: readonly Upload[],
  { at, there }: New,
): Promise<Delivered | null> {
  const taking: Taking<DiscordContent> = {
    platform: "Discord",
    log: desk.log,
    upload: (batch) => posting.upload(key, batch, about && nameOf(about), at),
    spell: renderFile,
    post: async (part, { name }, index) =>
      there.ref(`${key}/${name}`, index) === undefined ? posting.post(`${key}/${name}`, index, part, at) : { kind: "shown", refs: [] },
  };
  for (const batch of batchesOf(files)) {
    const later = await bring(batch, taking);
    if (later !== null) return later;
  }
  return null;
}

/** Under a name that Discord keeps, and no two under one. */
function nameApart(upload: Upload, index: number, all: readonly Upload[]): Upload {
  const name = attachmentName(upload.name);
  const isTaken = all.slice(0, index).some((other) => attachmentName(other.name) === name);
  return { ...upload, name: isTaken ? `${index + 1}-${name.slice(-90)}` : name };
}

/** As many files in a message as it takes. */
function batchesOf(uploads: readonly Upload[]): readonly (readonly Upload[])[] {
  const batches: Upload[][] = [];
  for (const upload of uploads) {
    const last = batches.at(-1);
    const bytes = (last ?? []).reduce((sum, { content }) => sum + content.length, upload.content.length);
    if (last !== undefined && last.length < limits.attachments && bytes <= limits.messageBytes) last.push(upload);
    else batches.push([upload]);
  }
  return batches;
}
