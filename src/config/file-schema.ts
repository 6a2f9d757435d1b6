import { z } from "zod";
import { destinationErrors, parseDestination } from "../domain/destination.ts";
import { autonomies, type OnExpiry } from "../domain/policy.ts";
import { tiers } from "../domain/tier.ts";
import { CommandsInFile } from "./command-schema.ts";
import { choice, type Field, field, flag, group, list, number, show, text, webAddress } from "./field.ts";

/** The configuration file as people write it: every key optional but a space's name and path. Documented in adjutant.example.yaml. */

/** How many seconds, minutes … a value may be, so that no timer overflows: a year of minutes. */
const longestMinutes = 525_600;

/** A number, or the word `none` for no limit. An empty value is neither: it must never mean "no limit" by accident. */
function limit(inner: Field<number>): Field<number | "none"> {
  const accepts = (value: unknown): value is number | "none" => value === "none" || inner.safeParse(value).success;
  return z.custom<number | "none">(accepts, { error: (issue) => inner.safeParse(issue.input).error?.issues[0]?.message });
}

const dollars = number("a number of dollars", 2);
const count = (expected: string, example: number, max = 1_000_000_000) => number(expected, example, { min: 1, max, whole: true });
const share = (example: number) => number("a number from 0 to 1", example, { max: 1 });
const account = text("an account (channel:id)", "slack:U0123456789", /^(?:slack|discord|web|terminal):\S+$/);
const approver = text("an account (channel:id) or a group (@name)", "slack:U0123456789", /^(?:(?:slack|discord|web|terminal):\S+|@\S+)$/);
const roomForm = /^(?:slack|discord|web):(?:\*|[A-Za-z0-9_-]+(?:\/(?:\*|[A-Za-z0-9_-]+))?)$/;
const room = text("a room (channel:id), or every other room of a channel (channel:*)", "slack:C0123456789", roomForm);
const onExpiry: readonly OnExpiry[] = ["abort", "remind", "defer"];

/** The sandboxes there are, by name; a test compares them with the registry. */
export const sandboxBackends = ["bubblewrap", "docker", "sandbox-runtime"] as const;
export type SandboxBackend = (typeof sandboxBackends)[number];

const directory = text("an absolute path, or one that begins with ~/", "~/projects/shop", /^(?:\/|~\/|~$)/);

const argv = field<readonly [string, ...string[]]>(
  "a program and its arguments as a list",
  (value): value is readonly [string, ...string[]] =>
    Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string" && word !== ""),
  (value) => `Write [${typeof value === "string" && value.trim() ? value.trim().split(/\s+/).join(", ") : "npm, test"}].`,
);

const insidePath = text("a path inside the space", "packages/api", /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$)).+/);

const check = group({
  name: text("a name", "unit tests"),
  purpose: choice(["test", "lint", "typecheck", "build"]),
  command: argv,
  directory: insidePath.optional(),
  required: flag("true or false").optional(),
});

const approvers = list(approver, "slack:U0123456789").nullish();

const shared = {
  cost: limit(dollars).optional(),
  tokens: limit(count("a whole number of tokens", 2_000_000, Number.MAX_SAFE_INTEGER)).optional(),
};
const own = {
  ...shared,
  minutes: limit(number("a number of minutes", 240, { max: longestMinutes })).optional(),
  regenerations: limit(number("a whole number of times", 12, { max: 1_000, whole: true })).optional(),
};

/** What a space may have otherwise than the installation. */
const rules = <Limits extends z.ZodType>(limits: Limits) => ({
  autonomy: choice(autonomies).optional(),
  requesters: list(approver, '"@staff"').nullish(),
  limits,
  thresholds: group({ green: share(0.85).optional(), yellow: share(0.6).optional() }).nullish(),
  approvals: group({
    expires_hours: number("a number of hours", 72, { min: 0.01, max: longestMinutes / 60 }).optional(),
    on_expiry: choice(onExpiry).optional(),
    defer_days: number("a number of days", 7, { min: 0.01, max: longestMinutes / 60 / 24 }).optional(),
    approvers: group(Object.fromEntries(tiers.map((tier) => [tier, approvers]))).nullish(),
    four_eyes: flag("true or false").optional(),
    quorum: count("a whole number of people", 1, 100).optional(),
    confirm_from: choice(["external", "execute", "write", "read"]).optional(),
    only_on: choice(["slack", "discord", "web", "terminal"]).optional(),
    members_answer: flag("true or false").optional(),
  }).nullish(),
});

const destination = field<string>(
  "where it may send to",
  (value): value is string => typeof value === "string" && parseDestination(value).ok,
  (value) => destinationErrors(typeof value === "string" ? [value] : [])[0] ?? "Write for example api.example.com.",
);

const privateHost = field<string>(
  "a host of your own network",
  (value): value is string => typeof value === "string" && isBareHost(value),
  (value) =>
    destinationErrors(typeof value === "string" ? [value] : [])[0] ??
    "Write git.example.com, git.example.com:8443 or *.example.com, without methods and paths.",
);

function isBareHost(value: string): boolean {
  const parsed = parseDestination(value);
  return parsed.ok && parsed.value.methods === null && !value.includes("/");
}

const secret = text("the name of a secret (ADJUTANT_SECRET_<NAME>)", "REVIEW_KEY", /^[A-Z][A-Z0-9_]*$/);

const setup = group({
  command: argv,
  network: list(destination, "registry.example.org").nullish(),
  secrets: list(secret, "NPM_TOKEN").nullish(),
  cache: list(insidePath, "node_modules").nullish(),
  timeout_minutes: number("a number of minutes", 10, { min: 0.01, max: longestMinutes }).optional(),
});

const space = group({
  name: text("a name of letters, digits, - and _", "shop", /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  path: directory,
  rooms: list(room, "slack:C0123456789").nullish(),
  workspace: choice(["view", "copy", "worktree"]).optional(),
  checks: list(check, "{ name: unit, purpose: test, command: [npm, test] }").nullish(),
  ...rules(group({ ...own, month: group(shared).nullish() }).nullish()),
  setup: setup.nullish(),
});

const word = (expected: string, example: string) => text(expected, example, /^[A-Za-z0-9][A-Za-z0-9._+#-]{0,63}$/);
const agentName = text("a name of letters, digits, - and _", "patch-bot", /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

const agent = group({
  name: agentName,
  kind: choice(["command"]).optional(),
  command: argv,
  prompt: choice(["stdin", "argument"]).optional(),
  version: list(text("an argument", "--version"), "--version").nullish(),
  capabilities: list(word("a word", "refactoring"), "refactoring").nullish(),
  languages: list(word("a word", "typescript"), "typescript").nullish(),
  network: list(destination, "api.example.com").nullish(),
  secrets: list(secret, "REVIEW_KEY").nullish(),
  timeout_minutes: number("a number of minutes", 30, { min: 0.01, max: 1440 }).optional(),
  cost: dollars.optional(),
  concurrency: count("a whole number of assignments", 1, 100).optional(),
  fallback: list(agentName, "patch-bot").nullish(),
  accounts: list(account, "slack:U0123456789").nullish(),
});

const variable = text("the name of a variable", "STRIPE_KEY", /^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
const header = text(
  "a header with {value} in it",
  '"Authorization: Bearer {value}"',
  /^[A-Za-z][A-Za-z0-9-]{0,63}:[ ]?[\x20-\x7e]*\{value\}[\x20-\x7e]*$/,
);

const secretUse = group({
  domains: list(destination, "api.stripe.com").nullish(),
  header: header.optional(),
  env: variable.optional(),
  base_url: group({
    env: variable,
    upstream: webAddress("the address of a service, beginning with https://", "https://api.example.com"),
    header: header.optional(),
  }).nullish(),
});

export const ConfigFile = group({
  model: group({
    name: text("the name of a model", "gpt-5-mini").optional(),
    base_url: webAddress("the address of an OpenAI-compatible server", "http://127.0.0.1:11434/v1").optional(),
    timeout_seconds: number("a number of seconds", 120, { min: 1, max: longestMinutes * 60 }).optional(),
    max_output_tokens: count("a whole number of tokens from 1,024 on", 16_384).optional(),
    price: group({ input: dollars, output: dollars }).nullish(),
  }).nullish(),
  spaces: list(space, "{ name: shop, path: ~/projects/shop }").nullish(),
  secrets: z
    .record(z.string(), secretUse, {
      error: (issue) => `expected secrets by their names, got ${show(issue.input)}. Write NAME: { domains: [api.example.com] }.`,
    })
    .nullish(),
  private_hosts: list(privateHost, "git.example.com").nullish(),
  agents: list(agent, "{ name: patch-bot, command: [patch-bot] }").nullish(),
  ...rules(group({ ...own, month: group({ ...shared, person: group(shared).nullish() }).nullish() }).nullish()),
  interview: group({
    rounds: number("a whole number from 0 to 10", 3, { max: 10, whole: true }).optional(),
    questions: count("a whole number from 1 to 10", 3, 10).optional(),
  }).nullish(),
  parallel: group({
    task: count("a whole number of steps", 4, 100).optional(),
    process: count("a whole number of steps", 8, 1_000).optional(),
  }).nullish(),
  procedures: group({ directory: directory.optional() }).nullish(),
  commands: CommandsInFile.nullish(),
  sandbox: group({
    memory_mb: count("a whole number of megabytes", 4096).optional(),
    timeout_minutes: number("a number of minutes", 10, { min: 0.01, max: longestMinutes }).optional(),
    processes: count("a whole number of processes", 128, 100_000).optional(),
    backend: choice(sandboxBackends).optional(),
    docker: group({
      image: text("the name of an image", "debian:stable-slim", /^[a-zA-Z0-9][\w.:/@-]*$/).optional(),
      cpus: number("a number of processors", 2, { min: 0.01, max: 100_000 }).optional(),
    }).nullish(),
  }).nullish(),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
