import { quoted } from "../../domain/quotation.ts";

/** One message of the thread, oldest first. `stranger`: somebody who may neither ask nor answer here. */
export type Said = { readonly author: string; readonly role: "requester" | "member" | "adjutant" | "stranger"; readonly text: string };
export type Transcript = readonly Said[];

/** The whole conversation, each message quoted apart, so that none can speak in another's name (product: 2.1). */
export function quoteTranscript(transcript: Transcript): string | null {
  if (transcript.length === 0) return null;
  return `The conversation so far:\n${transcript.map(({ author, role, text }) => quoted(`${author} (${role})`, text)).join("\n")}`;
}
