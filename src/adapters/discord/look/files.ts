import { limits } from "../limits.ts";
import type { DiscordContent } from "./content.ts";

/** A name under which Discord keeps a file as it is: others it would change, and then not find (`attachment://`). */
export function attachmentName(name: string): string {
  return (
    name
      .replace(/[^\w.-]+/g, "_")
      .replace(/^\.+/, "")
      .slice(-100) || "file"
  );
}

/** The message that shows files which are uploaded with it, at most ten, by the names `attachmentName` gave them: a V2 message shows no others. */
export function renderFiles(names: readonly string[]): DiscordContent {
  const components = names.slice(0, limits.attachments).map((name) => ({ type: 13, file: { url: `attachment://${name}` } }) as const);
  return { components, mentions: { users: [], roles: [] } };
}
