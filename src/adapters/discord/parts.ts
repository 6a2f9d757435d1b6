import type { Delivered, Shown } from "../adapter.ts";
import { collectFiles, type Upload } from "../uploads.ts";
import type { Rendered } from "./look/content.ts";
import { attachmentName } from "./look/files.ts";
import type { Posting, Target } from "./posting.ts";

/** What Discord takes of one file without boosts, and of one message with its files (platforms.md: 4). */
const most = { file: 10 * 1024 ** 2, message: 24 * 1024 ** 2, files: 10 };

type Leaving = { readonly posting: Posting; readonly redact: (text: string) => string };

/** Each part in its own message: those that are there are changed, others posted, and a part too many goes. */
export async function showParts(
  posting: Posting,
  { key }: Shown,
  { parts }: Rendered,
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

/** What is too long for a message, and what the task made; `names` are there already. */
export async function attach(
  { posting, redact }: Leaving,
  { key, content }: Shown,
  { files }: Rendered,
  { at, names }: { readonly at: Target; readonly names: readonly string[] },
): Promise<Delivered> {
  const artifacts = content.kind === "post" && content.message.kind === "result" ? content.message.artifacts : [];
  const uploads = await collectFiles(files, artifacts, { mostBytes: most.file, redact });
  const missing = uploads.map(nameApart).filter(({ name }) => !names.includes(name));
  for (const [index, batch] of batchesOf(missing).entries()) {
    const answer = await posting.upload(key, index, batch, at);
    // A file that Discord does not take is named in the message all the same.
    if (answer.kind === "later") return answer;
  }
  return { kind: "shown", refs: [] };
}

/** Under a name that Discord keeps, and no two under one. */
function nameApart(upload: Upload, index: number, all: readonly Upload[]): Upload {
  const name = attachmentName(upload.name);
  const isTaken = all.slice(0, index).some((other) => attachmentName(other.name) === name);
  return { ...upload, name: isTaken ? attachmentName(`${index + 1}-${upload.name}`) : name };
}

/** As many files in a message as it takes. */
function batchesOf(uploads: readonly Upload[]): readonly (readonly Upload[])[] {
  const batches: Upload[][] = [];
  for (const upload of uploads) {
    const last = batches.at(-1);
    const bytes = (last ?? []).reduce((sum, { content }) => sum + content.length, upload.content.length);
    if (last !== undefined && last.length < most.files && bytes <= most.message) last.push(upload);
    else batches.push([upload]);
  }
  return batches;
}
