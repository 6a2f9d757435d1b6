import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPutAPIApplicationCommandsJSONBody,
} from "discord.js";
import { makeTask } from "./action.ts";

/** `/adjutant`. */
export const commandName = "adjutant";
/** Its subcommand that asks for something new. */
export const requestName = "ask";

type Given = ReadonlyMap<string, string>;
type Subcommand = {
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
  /** What would be said to a bot elsewhere (domain/grammar.ts). */
  readonly words: (given: Given) => string;
};

/** Kinds of option: words, a whole number, somebody, a file. */
const kinds = { words: 3, number: 4, person: 6, file: 11 } as const;

const task = { type: kinds.number, name: "task", description: "Its number; only needed where several are open", min_value: 1 } as const;
const about = (given: Given): string => (given.has("task") ? ` #${given.get("task")}` : "");
const plain = (word: string, description: string): Subcommand => ({ description, options: [], words: () => word });
const steering = (word: string, description: string): Subcommand => ({
  description,
  options: [task],
  words: (given) => `${word}${about(given)}`,
});
const option = (name: string, description: string, required = true) => ({ type: kinds.words, name, description, required }) as const;

const subcommands: Readonly<Record<string, Subcommand>> = {
  [requestName]: {
    description: "Ask for work, or anything else",
    options: [
      { ...option("what", "What to do, in your own words"), max_length: 4_000 },
      { type: kinds.file, name: "file", description: "A file that belongs to it" },
    ],
    words: (given) => given.get("what") ?? "",
  },
  status: plain("status", "How the task here stands"),
  tasks: plain("tasks", "Your open tasks"),
  approve: steering("approve", "Approve what waits for a decision"),
  reject: {
    description: "Reject what waits for a decision",
    options: [option("because", "Why", false), task],
    words: (given) => `reject${about(given)}${given.has("because") ? ` because ${given.get("because")}` : ""}`,
  },
  change: {
    description: "Ask for a change of the plan",
    options: [option("what", "What should be different"), task],
    words: (given) => `change${about(given)}: ${given.get("what") ?? ""}`,
  },
  stop: steering("stop", "Stop a task; what is done is kept"),
  pause: steering("pause", "Pause a task"),
  resume: steering("resume", "Go on with a paused task"),
  proceed: steering("proceed", "No more questions: open points become assumptions"),
  retry: steering("retry", "Ask once more for what has ended here"),
  assign: {
    description: "Hand a task over to somebody",
    options: [{ type: kinds.person, name: "person", description: "Who asks from now on", required: true }, task],
    words: (given) => `assign${about(given)} <@${given.get("person") ?? ""}>`,
  },
  grants: plain("grants", "Your standing approvals"),
  revoke: {
    description: "Take a standing approval back",
    options: [option("grant", "grt_…, as `grants` shows it")],
    words: (given) => `revoke ${given.get("grant") ?? ""}`,
  },
  link: {
    description: "Link this account to your account elsewhere",
    options: [option("code", "The code that your other account was given", false)],
    words: (given) => `link${given.has("code") ? ` ${given.get("code")}` : ""}`,
  },
  unlink: plain("unlink", "Take the link to your other accounts away"),
  claim: {
    description: "Become the owner of this installation",
    options: [option("code", "The code that `adjutant start` prints")],
    words: (given) => `claim ${given.get("code") ?? ""}`,
  },
  help: plain("help", "What can be said"),
};

/** What a subcommand says, in Discord's markup; null: there is none of that name. */
export function sayingOf(subcommand: string, given: Given): string | null {
  return Object.hasOwn(subcommands, subcommand) ? (subcommands[subcommand]?.words(given) ?? null) : null;
}

/** In servers, direct messages with the app and others; for servers, and for people who take it along. */
const everywhere = { contexts: [0, 1, 2], integration_types: [0, 1] } as const;

/**
 * The application's commands, as one `PUT` takes them: what is not among them is gone after it. `server`: for one server only, where
 * Discord takes no word of where they hold.
 */
export function applicationCommands(reach: "everywhere" | "server"): RESTPutAPIApplicationCommandsJSONBody {
  const where = reach === "server" ? {} : { contexts: [...everywhere.contexts], integration_types: [...everywhere.integration_types] };
  const options = Object.entries(subcommands).map(
    ([name, { description, options: own }]): APIApplicationCommandSubcommandOption => ({ type: 1, name, description, options: [...own] }),
  );
  return [
    { type: 1, name: commandName, description: "Ask for work, or steer it", options, ...where },
    { type: 3, name: makeTask, ...where },
  ];
}

/** See channels, write in them and in threads, open threads, attach files, and read what was missed: bits of Discord's permissions. */
const permissions = [10n, 11n, 15n, 16n, 35n, 38n].reduce((all, bit) => all | (1n << bit), 0n);

/** Where somebody who manages a server lets the bot in, with the least permissions. */
export function inviteUrl(applicationId: string): string {
  const query = new URLSearchParams({ client_id: applicationId, scope: "bot applications.commands", permissions: `${permissions}` });
  return `https://discord.com/oauth2/authorize?${query}`;
}

/** Where somebody installs the app for themselves: its commands are then theirs in every conversation. The portal must allow it. */
export function installUrl(applicationId: string): string {
  const query = new URLSearchParams({ client_id: applicationId, integration_type: "1", scope: "applications.commands" });
  return `https://discord.com/oauth2/authorize?${query}`;
}
