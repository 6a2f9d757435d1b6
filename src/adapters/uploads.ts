import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Artifact } from "../domain/step.ts";

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
