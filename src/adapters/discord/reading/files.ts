import { z } from "zod";
import type { DiscordFile } from "./news.ts";
import { Id, maybe } from "./schema.ts";

const Attachment = z.object({
  id: Id,
  filename: z.string().max(1_024),
  content_type: maybe,
  size: z.number().nonnegative().nullish(),
  url: z
    .string()
    .regex(/^https?:/)
    .max(4_096),
});

/** Discord takes ten in one message. */
const mostFiles = 100;

/** Files attached to a message, as far as they can be got. */
export const Files = z
  .array(z.unknown())
  .nullish()
  .transform((files): readonly DiscordFile[] => (files ?? []).slice(0, mostFiles).flatMap(readFile));

/** Files that a form or a command brought, by id. */
export const ResolvedFiles = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((files): ReadonlyMap<string, DiscordFile> => {
    const found = Object.values(files ?? {})
      .slice(0, mostFiles)
      .flatMap(readFile);
    return new Map(found.map((file) => [file.id, file]));
  });

function readFile(file: unknown): readonly DiscordFile[] {
  const { data } = Attachment.safeParse(file);
  if (data === undefined) return [];
  return [{ id: data.id, name: data.filename, mimetype: data.content_type, bytes: data.size ?? null, url: data.url }];
}
