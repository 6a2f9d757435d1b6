import { z } from "zod";
import type { SlackFile } from "./news.ts";
import { Id, maybe } from "./schema.ts";

/** Files attached to a message. One that is gone, or hidden by the plan of the workspace, has nothing to bring. */
export const Files = z
  .array(z.unknown())
  .nullish()
  .transform((files): readonly SlackFile[] => (files ?? []).slice(0, mostFiles).flatMap(readFile));

/** Slack itself takes ten in one message. */
const mostFiles = 100;
const gone = ["tombstone", "hidden_by_limit"];

const File = z.object({
  id: Id,
  name: maybe,
  title: maybe,
  mimetype: maybe,
  size: z.number().nonnegative().nullish(),
  mode: maybe,
  is_external: z.boolean().nullish(),
  url_private: maybe,
  url_private_download: maybe,
});

function readFile(file: unknown): readonly SlackFile[] {
  const { data } = File.safeParse(file);
  if (data === undefined || gone.includes(data.mode ?? "")) return [];
  const { id, name, title, mimetype, size, is_external, url_private, url_private_download } = data;
  const url = is_external === true ? null : (url_private_download ?? url_private);
  return [{ id, name: name ?? title ?? id, mimetype, bytes: size ?? null, url }];
}
