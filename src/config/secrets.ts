import { inspect } from "node:util";
import { Problem } from "../domain/problem.ts";
import { shortestSecret } from "../outbound/encoding.ts";
import { readSecretFiles, secretName, type UnusableSecret } from "./secret-files.ts";

/** Variables that hold a secret of ours. */
const tokenNames = [
  "DATABASE_URL",
  "OPENAI_API_KEY",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_CLIENT_SECRET",
  "DISCORD_TOKEN",
  "ADJUTANT_AUDIT_KEY",
  "ADJUTANT_TOKEN_KEY",
] as const;
type Environment = Readonly<Record<string, string | undefined>>;
type TokenName = (typeof tokenNames)[number];

/** Secrets, apart from everything else. Printing, inspecting or serialising the object shows no value. */
export type Secrets = {
  /** A secret of ours, or null where it is not set. */
  token(name: TokenName): string | null;
  /** Names of the secrets that have a value (`ADJUTANT_SECRET_<NAME>`, or a file of that name), sorted. */
  readonly names: readonly string[];
  /** Files that are not used, and why. */
  readonly unusable: readonly UnusableSecret[];
  /** The value of one of `names`, or null. */
  value(name: string): string | null;
  /** Everything that must never be shown, by the name to show instead: for the redactor alone. */
  redactions(): Readonly<Record<string, string>>;
};

const prefix = "ADJUTANT_SECRET_";
/** Other variables that look like secrets: not ours to use, but not to be shown either. */
const foreign = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)(?:_|$)/;

/** Takes the secrets out of a process's environment and, where it names none of them, out of the files of a directory. */
export function readSecrets(env: Environment, directory: string | null = null): Secrets {
  const set = listSet(env);
  const tokens = tokensAmong(set);
  const files =
    directory === null
      ? { values: new Map<string, string>(), unusable: [], hidden: new Map<string, string>() }
      : readSecretFiles(directory);
  const variables = new Map(
    set.filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [checkedName(name, value), value] as const),
  );
  const named = new Map([...files.values, ...variables]);
  const shown = { toString: () => "[secrets]", toJSON: () => "[secrets]", [inspect.custom]: () => "[secrets]" };
  const secrets: Secrets = {
    token: (name) => tokens.get(name) ?? null,
    names: [...named.keys()].sort(),
    unusable: files.unusable,
    value: (name) => named.get(name) ?? null,
    redactions: () => ({ ...Object.fromEntries(files.hidden), ...redactionsIn(env), ...Object.fromEntries(named) }),
  };
  return Object.freeze(Object.assign(secrets, shown));
}

/** What of a process's environment must never be shown, whether or not it is set up well: for errors of setting up, too. */
export function redactionsIn(env: Environment): Readonly<Record<string, string>> {
  const set = listSet(env);
  const tokens = tokensAmong(set);
  return Object.fromEntries([
    ...set.filter(isForeign),
    ...[...tokens].filter(([name]) => name !== "DATABASE_URL"),
    ...password(tokens),
    ...set.filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value] as const),
  ]);
}

function listSet(env: Environment): readonly (readonly [string, string])[] {
  return Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()] as const] : []));
}

function tokensAmong(set: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(set.filter(([name]) => tokenNames.some((token) => token === name)));
}

function checkedName(variable: string, value: string): string {
  const name = variable.slice(prefix.length);
  if (!secretName.test(name))
    throw new Problem("config", `${variable}: expected a name of capital letters, digits and _, got ${JSON.stringify(name)}. Rename it.`);
  if (value.length >= shortestSecret) return name;
  throw new Problem(
    "config",
    `${variable}: expected at least ${shortestSecret} characters, got ${value.length}: so short a value cannot be kept out of output. Use a longer one.`,
  );
}

function isForeign([name, value]: readonly [string, string]): boolean {
  const ours = name.startsWith(prefix) || tokenNames.some((token) => token === name);
  return !ours && foreign.test(name.toUpperCase()) && value.length >= 12 && !/^[/~.]/.test(value);
}

/** Of the database's address only the password is secret, both as it is written and as it is meant. */
function password(tokens: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  const [, written = ""] = /^[^:]+:\/\/[^:@/]*:(.*)@[^@]*$/.exec(tokens.get("DATABASE_URL") ?? "") ?? [];
  return written === "" ? [] : [["DATABASE_PASSWORD", decoded(written)] as const, ["DATABASE_URL", written] as const];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
