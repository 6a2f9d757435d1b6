import { parseDestination } from "../domain/destination.ts";
import type { SecretFacts, SecretRule } from "../domain/secret.ts";
import { show } from "./field.ts";
import type { FileIssue } from "./file.ts";
import type { ConfigFile } from "./file-schema.ts";
import { secretName } from "./secret-files.ts";
import type { Secrets } from "./secrets.ts";

type SecretInFile = NonNullable<ConfigFile["secrets"]>[string];

/** Variables of the command that are not a secret's to take. */
const taken =
  /^(?:PATH|HOME|USER|SHELL|TMPDIR|LANG|LD_.*|BASH_ENV|GCONV_PATH|STEPS|ARTIFACTS|ADJUTANT_.*|(?:HTTPS?|ALL|NO)_PROXY|GIT_CONFIG_.*)$/i;

/** What the file says of each secret. */
export function secretRulesOf({ secrets }: ConfigFile): readonly SecretRule[] {
  return Object.entries(secrets ?? {}).map(([name, secret]) => {
    const { domains, header, env = name, base_url: base } = secret;
    const service = base ? serviceOf(base) : null;
    const form = base?.header ?? header;
    const destinations = [...(domains ?? []), ...(service ? [destinationOf(service)] : [])];
    return { name, destinations: [...new Set(destinations)], header: form === undefined ? null : headerOf(form), env, service };
  });
}

function headerOf(text: string): SecretRule["header"] {
  const [, name = "", form = ""] = /^([^:]+):\s*(.*)$/.exec(text) ?? [];
  return { name: name.toLowerCase(), form };
}

function serviceOf({ env, upstream }: NonNullable<SecretInFile["base_url"]>): NonNullable<SecretRule["service"]> {
  const { hostname, port, pathname } = new URL(upstream);
  return { env, host: hostname, port: port === "" ? 443 : Number(port), path: pathname.replace(/\/+$/, "") };
}

function destinationOf({ host, port, path }: NonNullable<SecretRule["service"]>): string {
  return `${host}:${port}${path === "" ? "" : `${path}/*`}`;
}

/** What single fields of secrets cannot know. */
export function secretIssues(secrets: NonNullable<ConfigFile["secrets"]>): readonly FileIssue[] {
  const entries = Object.entries(secrets);
  const variables = entries.flatMap(([name, { env = name, base_url: base }]) => [env, ...(base ? [base.env] : [])]);
  return entries.flatMap(([name, secret]) => issuesOf(name, secret, variables).map((message) => ({ path: ["secrets", name], message })));
}

function issuesOf(name: string, secret: SecretInFile, variables: readonly string[]): readonly string[] {
  const { domains, env = name, base_url: base } = secret;
  const own = [env, ...(base ? [base.env] : [])];
  const bad = own.find((one) => taken.test(one));
  const twice = own.find((one) => variables.filter((other) => other === one).length > 1);
  return [
    ...(secretName.test(name) ? [] : [`expected a name of capital letters, digits and _, got ${show(name)}. Rename it.`]),
    ...((domains ?? []).length > 0 || base
      ? []
      : ["expected where it may go, got nothing. Write domains: [api.example.com], or base_url."]),
    ...(bad === undefined ? [] : [`expected a variable of its own, got ${show(bad)}. Write env: ${name}.`]),
    ...(twice === undefined ? [] : [`expected a variable of its own, got ${show(twice)} again. Write another one.`]),
    ...(base ? upstreamIssues(base) : []),
  ];
}

function upstreamIssues(base: NonNullable<SecretInFile["base_url"]>): readonly string[] {
  if (!base.upstream.startsWith("https://")) return ["expected an upstream that begins with https://. A secret is never sent in plain."];
  const upstream = parseDestination(destinationOf(serviceOf(base)));
  return upstream.ok ? [] : [upstream.error];
}

/** What the heart is told of the secrets: those that have a rule, a value, or both. */
export function secretFactsOf(rules: readonly SecretRule[], secrets: Secrets): readonly SecretFacts[] {
  const known = new Set([...rules.map(({ name }) => name), ...secrets.names, ...secrets.unusable.map(({ name }) => name)]);
  return [...known].sort().map((name) => {
    const rule = rules.find((one) => one.name === name);
    const variables = rule === undefined ? [] : [rule.env, ...(rule.service === null ? [] : [rule.service.env])];
    return { name, variables, destinations: rule?.destinations ?? [], lacking: lackingOf(name, rule, secrets) };
  });
}

function lackingOf(name: string, rule: SecretRule | undefined, { names: valued, unusable }: Secrets): string | null {
  const broken = unusable.find((one) => one.name === name);
  if (broken !== undefined && !valued.includes(name)) return `${broken.why}; ${broken.cure}`;
  if (!valued.includes(name))
    return `it has no value; set ADJUTANT_SECRET_${name}, or write it into a file ${name} of the secrets directory`;
  return rule === undefined ? `nothing says where it may go; name its domains under secrets.${name} in the configuration` : null;
}
