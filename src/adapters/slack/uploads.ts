import { isUtf8 } from "node:buffer";
import type { Delivered, Desk, Shown } from "../adapter.ts";
import { type Answer, Away } from "../answer.ts";
import { collectFiles, type Upload } from "../uploads.ts";
import type { Rendered, SlackContent } from "./blocks/content.ts";
import { renderFile } from "./blocks/file.ts";
import { markOf, type There } from "./posted.ts";
import type { Web } from "./web.ts";

/** Slack takes more; a thread is no place for it. */
const mostBytes = 20 * 1024 ** 2;

/** Where files go: a room, and the thread in it. */
export type Place = { readonly channel: string; readonly thread: string | null };

type Means = {
  readonly web: Web;
  readonly desk: Pick<Desk, "redact" | "log">;
  /** Posts one part of a text under a key, there. */
  post(content: SlackContent, key: string, part: number): Promise<Delivered>;
};

/**
 * What is too long for a message, and what the task made. A file that Slack does not take comes as text, as far as it is one; others
 * are named in the message all the same. Null: all of it is there.
 */
export async function attach(means: Means, shown: Shown, files: Rendered["files"], there: There, to: Place): Promise<Delivered | null> {
  const { content } = shown;
  const result = content.kind === "post" && content.message.kind === "result" ? content.message : null;
  for (const one of await collectFiles(files, result?.artifacts ?? [], { mostBytes, redact: means.desk.redact })) {
    // The title says whose it is: a file takes no metadata, and is not to come twice; every task of a thread has one of its name.
    const file = { ...one, title: result === null ? one.title : `#${result.task.number} ${one.title}` };
    if (there.titles.includes(file.title)) continue;
    const answer = await upload(means.web, file, to, shown.isDoubtful);
    if (answer.kind === "later") return answer;
    if (answer.kind === "ok") continue;
    means.desk.log.warn({ file: file.name, why: answer.why }, "Slack does not take a file; it is posted as text");
    const stopped = await spell(means, file, `${shown.key}/${file.name}`, there);
    if (stopped?.kind === "later") return stopped;
  }
  return null;
}

/** An upload that never answers is tried twice, and then does not hold the text up any longer. */
async function upload(web: Web, file: Upload, to: Place, isAgain: boolean): Promise<Answer<null>> {
  try {
    return await web.upload(file, to);
  } catch (error) {
    if (isAgain && error instanceof Away) return { kind: "refused", why: error.message };
    throw error;
  }
}

async function spell({ post }: Means, { name, content }: Upload, key: string, there: There): Promise<Delivered | null> {
  if (!isUtf8(content)) return null;
  for (const [part, text] of renderFile(name, content.toString()).parts.entries()) {
    const posted = there.marks.has(markOf(key, part)) ? null : await post(text, key, part);
    if (posted !== null && posted.kind !== "shown") return posted;
  }
  return null;
}
