import type { Delivered, Desk, Shown } from "../adapter.ts";
import { type Answer, Away } from "../answer.ts";
import { bring, collectFiles, type Taking, type Upload } from "../uploads.ts";
import type { Rendered, SlackContent } from "./blocks/content.ts";
import { renderFile } from "./blocks/file.ts";
import { limits } from "./limits.ts";
import { markOf, type There } from "./posted.ts";
import type { Web } from "./web.ts";

/** Where files go: a room, and the thread in it. */
export type Place = { readonly channel: string; readonly thread: string | null };

type Means = {
  readonly web: Web;
  readonly desk: Pick<Desk, "redact" | "log">;
  /** Posts one part of a text under a key, there. */
  post(content: SlackContent, key: string, part: number): Promise<Delivered>;
};

/** What is too long for a message, and what the task made, file by file. Null: what can be brought is there. */
export async function attach(means: Means, shown: Shown, files: Rendered["files"], there: There, to: Place): Promise<Delivered | null> {
  const { content } = shown;
  const result = content.kind === "post" && content.message.kind === "result" ? content.message : null;
  const taking = openTaking(means, shown, there, to);
  for (const one of await collectFiles(files, result?.artifacts ?? [], { mostBytes: limits.fileBytes, redact: means.desk.redact })) {
    // The title says whose it is: a file takes no metadata, and is not to come twice; every task of a thread has one of its name.
    const file = { ...one, title: result === null ? one.title : `#${result.task.number} ${one.title}` };
    const later = there.titles.includes(file.title) ? null : await bring([file], taking);
    if (later !== null) return later;
  }
  return null;
}

function openTaking({ web, desk, post }: Means, { key, isDoubtful }: Shown, there: There, to: Place): Taking<SlackContent> {
  return {
    platform: "Slack",
    log: desk.log,
    upload: async ([file]) => {
      const answer = file === undefined ? null : await upload(web, file, to, isDoubtful);
      if (answer?.kind === "later") return answer;
      return answer?.kind === "refused" ? { kind: "impossible", why: answer.why } : { kind: "shown", refs: [] };
    },
    spell: (name, text) => renderFile(name, text).parts,
    post: async (part, { name }, index) =>
      there.marks.has(markOf(`${key}/${name}`, index)) ? { kind: "shown", refs: [] } : post(part, `${key}/${name}`, index),
  };
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
