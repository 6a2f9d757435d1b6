import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Artifact } from "../domain/step.ts";
import type { Delivered, Desk } from "./adapter.ts";

/** What is uploaded beside a message. */
export type Upload = { readonly name: string; readonly title: string; readonly content: Buffer };

/** What leaves: no file that is larger, and no text as it was written. */
type Leaving = { readonly mostBytes: number; readonly redact: (text: string) => string };

/** Long texts as files, and what the task made as far as it can be read. A file that is gone or too large is only named. */
export async function collectFiles(
  texts: readonly { readonly name: string; readonly text: string }[],
  artifacts: readonly Artifact[],
  leaving: Leaving,
): Promise<readonly Upload[]> {
  const made = await Promise.all(artifacts.map((one) => readArtifact(one, leaving)));
  return [...texts.map(({ name, text }) => ({ name, title: name, content: Buffer.from(text) })), ...made.flatMap((one) => one ?? [])];
}

async function readArtifact({ name, path }: Artifact, { mostBytes, redact }: Leaving): Promise<Upload | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await file.stat();
    if (size === 0 || size > mostBytes) return null;
    const content = await file.readFile();
    // A step may have written down what it should not have: a text leaves without it.
    return { name, title: name, content: isUtf8(content) ? Buffer.from(redact(content.toString())) : content };
  } catch {
    return null;
  }
}

/** How a platform takes files, and shows one as text where it does not. */
export type Taking<Part> = {
  /** As people call it. */
  readonly platform: string;
  readonly log: Pick<Desk["log"], "warn">;
  /** Files that go together: then all of them are there, or none is. */
  upload(files: readonly Upload[]): Promise<Delivered>;
  /** A file's text as the platform shows it, in parts. */
  spell(name: string, text: string): readonly Part[];
  /** Posts one of them, unless it is there. */
  post(part: Part, file: Upload, index: number): Promise<Delivered>;
};

type Later = Extract<Delivered, { readonly kind: "later" }>;

/**
 * Brings files that go together. Of those that are refused each is tried alone, and one that is refused even then comes as text, as far
 * as it is one; others are named in the message all the same, and an operator is told (product: 2.8). Null: what can be brought is there.
 */
export async function bring<Part>(files: readonly Upload[], taking: Taking<Part>): Promise<Later | null> {
  const answer = await taking.upload(files);
  if (answer.kind !== "impossible") return answer.kind === "later" ? answer : null;
  const [file, ...others] = files;
  if (file === undefined || others.length === 0) return file === undefined ? null : spellOut(file, answer.why, taking);
  for (const one of files) {
    const later = await bring([one], taking);
    if (later !== null) return later;
  }
  return null;
}

async function spellOut<Part>(file: Upload, why: string, { platform, log, spell, post }: Taking<Part>): Promise<Later | null> {
  const isText = isUtf8(file.content);
  log.warn({ file: file.name, why }, `${platform} does not take a file; ${isText ? "it is posted as text" : "it is only named"}`);
  for (const [index, part] of (isText ? spell(file.name, file.content.toString()) : []).entries()) {
    const posted = await post(part, file, index);
    if (posted.kind === "later") return posted;
    if (posted.kind === "impossible") log.warn({ file: file.name, why: posted.why }, `${platform} does not take a file as text either`);
    if (posted.kind === "impossible") return null;
  }
  return null;
}
