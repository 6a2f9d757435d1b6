import type { Delivered, Desk, Shown } from "../adapter.ts";
import { bring, collectFiles, type Taking, type Upload } from "../uploads.ts";
import { limits } from "./limits.ts";
import type { DiscordContent, Rendered } from "./look/content.ts";
import { attachmentName, renderFile } from "./look/files.ts";
import type { Posting, Target } from "./posting.ts";
import type { There } from "./there.ts";

/** What Discord takes of one file without boosts, and of one message with its files (platforms.md: 4). */
const mostBytes = { file: 10 * 1024 ** 2, message: 24 * 1024 ** 2 };

type Leaving = { readonly posting: Pick<Posting, "post" | "upload">; readonly desk: Pick<Desk, "redact" | "log"> };

/** Each part in its own message: those that are there are changed, others posted, and a part too many goes. */
export async function showParts(
  posting: Pick<Posting, "post" | "change" | "remove">,
  { key }: Pick<Shown, "key">,
  { parts }: Pick<Rendered, "parts">,
  { at, refs }: { readonly at: Target; readonly refs: readonly string[] },
): Promise<Delivered> {
  const showing: string[] = [];
  for (const [index, part] of parts.entries()) {
    const ref = refs[index];
    const answer = await (ref === undefined ? posting.post(key, index, part, at) : posting.change(ref, key, index, part));
    if (answer.kind !== "shown") return answer;
    showing.push(...answer.refs);
  }
  for (const ref of refs.slice(parts.length)) {
    const answer = await posting.remove(ref);
    if (answer.kind !== "shown") return answer;
  }
  return { kind: "shown", refs: showing };
}

/** What is too long for a message, and what the task made. Null: what can be brought is there. */
export async function attach(
  { posting, desk }: Leaving,
  { key, content }: Pick<Shown, "key" | "content">,
  { files }: Pick<Rendered, "files">,
  { at, there }: { readonly at: Target; readonly there: There },
): Promise<Delivered | null> {
  const artifacts = content.kind === "post" && content.message.kind === "result" ? content.message.artifacts : [];
  const uploads = await collectFiles(files, artifacts, { mostBytes: mostBytes.file, redact: desk.redact });
  const names = there.names(key);
  const missing = uploads.map(nameApart).filter(({ name }) => !names.includes(name));
  const taking: Taking<DiscordContent> = {
    platform: "Discord",
    log: desk.log,
    upload: (batch) => posting.upload(key, batch, at),
    spell: renderFile,
    post: async (part, { name }, index) =>
      there.ref(`${key}/${name}`, index) === undefined ? posting.post(`${key}/${name}`, index, part, at) : { kind: "shown", refs: [] },
  };
  for (const batch of batchesOf(missing)) {
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
    if (last !== undefined && last.length < limits.attachments && bytes <= mostBytes.message) last.push(upload);
    else batches.push([upload]);
  }
  return batches;
}
