import { z } from "zod";
import { makeTask } from "../action.ts";
import { commandName, requestName, sayingOf } from "../commands.ts";
import { ResolvedFiles } from "./files.ts";
import { Interacting, isAtHome, partiesOf, writingOf } from "./interaction.ts";
import { Message, namesOf, saidIn } from "./message.ts";
import { type DiscordNews, ignore } from "./news.ts";
import { Id, readAs, User } from "./schema.ts";
import { type Me, readText } from "./text.ts";

const Option = z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]).nullish() });
const Command = z.object({
  data: z.object({
    type: z.number(),
    name: z.string(),
    options: z.array(Option.extend({ options: z.array(Option).nullish() })).nullish(),
    target_id: Id.nullish(),
    resolved: z
      .object({
        users: z
          .record(z.string(), User)
          .nullish()
          .transform((users) => namesOf(Object.values(users ?? {}))),
        messages: z.record(z.string(), z.unknown()).nullish(),
        attachments: ResolvedFiles,
      })
      .nullish(),
  }),
});
type Data = z.output<typeof Command>["data"];
type Told = z.output<typeof Interacting>;

/** Kinds of command: typed, and chosen from a message's menu. */
const kinds = { typed: 1, ofMessage: 3 } as const;

/** `/adjutant …`, or "Make this a task". */
export function readCommand(payload: unknown, me: Me): DiscordNews {
  return readAs(Interacting, payload, (told) =>
    readAs(Command, payload, ({ data }) => {
      if (data.type === kinds.typed && data.name === commandName) return readTyped(told, data, me);
      if (data.type === kinds.ofMessage && data.name === makeTask) return readShortcut(told, data, me);
      return ignore(`not understood: the command ${data.name.slice(0, 80)}`);
    }),
  );
}

function readTyped(told: Told, { options, resolved }: Data, me: Me): DiscordNews {
  const [said] = options ?? [];
  const given = new Map((said?.options ?? []).map(({ name, value }) => [name, `${value ?? ""}`] as const));
  const words = sayingOf(said?.name ?? "help", given);
  if (words === null) return ignore(`not understood: /${commandName} ${said?.name.slice(0, 80)}`);
  const file = resolved?.attachments.get(given.get("file") ?? "");
  const files = file === undefined ? [] : [file];
  const people = resolved?.users ?? new Map();
  const isRequest = said?.name === requestName;
  return {
    kind: "command",
    ...partiesOf(told),
    ...readText(words, people, me),
    isRequest,
    files,
    isAtHome: isAtHome(told),
    ...writingOf(told),
  };
}

/** Whoever wrote the message, who chose it asks. */
function readShortcut(told: Told, { target_id, resolved }: Data, me: Me): DiscordNews {
  return readAs(Message, resolved?.messages?.[target_id ?? ""], (message) => {
    const about = { ...saidIn(message, me), author: message.author.id };
    return { kind: "shortcut", ...partiesOf(told), about, isAtHome: isAtHome(told), ...writingOf(told) };
  });
}
