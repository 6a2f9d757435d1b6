import { readMarkdown } from "./markdown.ts";

/**
 * Discord's published limits (docs.discord.com/developers/components/reference), written down once more and without a look at the
 * renderer: what is wrong with a message, each as a line. `called` are the only mentions that may be in it.
 */
export function messageFaults(
  {
    components,
    mentions,
  }: {
    readonly components: readonly unknown[];
    readonly mentions: { readonly users: readonly string[]; readonly roles: readonly string[] };
  },
  called: readonly string[],
): string[] {
  const all = components.flatMap(flat);
  const text = all.filter(({ type }) => type === 10).map(({ content }) => String(content));
  const total = text.join("").length;
  const calls = [...mentions.users.map((id) => `<@${id}>`), ...mentions.roles.map((id) => `<@&${id}>`)];
  return [
    ...(components.length < 1 || all.length > 40 ? [`${all.length} components`] : []),
    ...(total > 4_000 ? [`${total} characters of text`] : []),
    ...components.flatMap((one) => componentFaults(one as Loose, topLevel, called)),
    ...idFaults(all),
    ...(calls.every((one) => called.includes(one) && text.some((part) => part.includes(one))) ? [] : [`calls ${calls.join(" ")}`]),
  ];
}

/** The same of a form. */
export function modalFaults({
  custom_id,
  title,
  components,
}: {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly unknown[];
}): string[] {
  const all = components.flatMap(flat);
  return [
    ...textFaults("title", title, 1, 45),
    ...(idForm.test(custom_id) && custom_id.length <= 100 ? [] : [`custom id ${custom_id}`]),
    ...countFaults(components, 1, 5),
    ...(components.some((one) => (one as Loose)["type"] === 18) ? [] : ["nothing to fill in"]),
    ...components.flatMap((one) => componentFaults(one as Loose, inModal, [])),
    ...idFaults(all),
  ];
}

type Loose = Readonly<Record<string, unknown>>;

const topLevel = [1, 9, 10, 12, 13, 14, 17];
const inContainer = [1, 9, 10, 12, 13, 14];
const inModal = [10, 18];
const inLabel = [3, 4, 19, 21, 22, 23];
/** A meaning and ids, and nothing of what people or models wrote. */
const idForm = /^(?:[a-z-]+:[a-z]{3}_\w+(?:\/[a-z]{3}_\w+(?:\/\d+)?)?|text|files|sure|qst_\w+\/(?:text|choice))$/;

function flat(component: unknown): readonly Loose[] {
  const { components, accessory, component: inner } = component as Loose;
  return [component as Loose, ...list(components).flatMap(flat), ...[accessory, inner].flatMap((one) => (one ? flat(one) : []))];
}

function componentFaults(one: Loose, allowed: readonly number[], called: readonly string[]): string[] {
  const { type } = one;
  if (typeof type !== "number" || !allowed.includes(type)) return [`a component ${String(type)} where none may be`];
  return faultsOf[type]?.(one, called) ?? [`a component ${type}`];
}

const faultsOf: Readonly<Record<number, (one: Loose, called: readonly string[]) => string[]>> = {
  1: ({ components }, called) => {
    const kinds = list(components).map((one) => (one as Loose)["type"]);
    const isList = kinds.length === 1 && kinds[0] === 3;
    const isButtons = kinds.length >= 1 && kinds.length <= 5 && kinds.every((kind) => kind === 2);
    return [...(isList || isButtons ? [] : [`a row of ${kinds.join(" ")}`]), ...within(components, [2, 3], called)];
  },
  2: ({ label, style, custom_id }) => [
    ...textFaults("label", label, 1, 80),
    ...([1, 2, 3, 4].includes(Number(style)) && typeof custom_id === "string" ? [] : [`a button of style ${String(style)}`]),
  ],
  3: ({ options, placeholder, min_values }) => [
    ...textFaults("placeholder", placeholder, 1, 150),
    ...(min_values === undefined ? [] : ["min_values"]),
    ...countFaults(options, 1, 25),
    ...list(options).flatMap(optionFaults),
  ],
  4: ({ style, max_length }) => (style === 2 && Number(max_length) >= 1 && Number(max_length) <= 4_000 ? [] : ["a text input"]),
  9: ({ components, accessory }, called) => [
    ...countFaults(components, 1, 3),
    ...within(components, [10], called),
    ...componentFaults(accessory as Loose, [2], called),
  ],
  10: ({ content }, called) => [
    ...textFaults("text", content, 1, 4_000),
    ...readMarkdown(String(content), called).faults,
    ...wellFormed(String(content)),
  ],
  13: ({ file }) => (/^attachment:\/\/[\w.-]{1,100}$/.test(String((file as Loose)["url"])) ? [] : ["a file"]),
  14: () => [],
  17: ({ components, accent_color }, called) => [
    ...(Number.isInteger(accent_color) ? [] : ["an accent"]),
    ...countFaults(components, 1, 40),
    ...within(components, inContainer, called),
  ],
  18: ({ label, description, component }) => [
    ...textFaults("label", label, 1, 45),
    ...(description === undefined ? [] : textFaults("description", description, 1, 100)),
    ...componentFaults(component as Loose, inLabel, []),
  ],
  19: ({ min_values, max_values, required }) => (required === false && min_values === 0 && Number(max_values) <= 10 ? [] : ["an upload"]),
  21: ({ options }) => [...countFaults(options, 2, 10), ...list(options).flatMap(optionFaults)],
  22: ({ options, required, min_values }) => [
    ...(required === true && min_values === 1 ? [] : ["boxes"]),
    ...countFaults(options, 1, 10),
    ...list(options).flatMap(optionFaults),
  ],
};

function within(components: unknown, allowed: readonly number[], called: readonly string[]): string[] {
  return list(components).flatMap((one) => componentFaults(one as Loose, allowed, called));
}

function optionFaults(option: unknown): string[] {
  const { label, value } = option as Loose;
  return [...textFaults("option", label, 1, 100), ...(/^(?:\d+|yes)$/.test(String(value)) ? [] : [`value ${String(value)}`])];
}

function idFaults(all: readonly Loose[]): string[] {
  const ids = all.flatMap(({ custom_id }) => (typeof custom_id === "string" ? [custom_id] : []));
  const wrong = ids.filter((id) => id.length < 1 || id.length > 100 || !idForm.test(id));
  return [...(new Set(ids).size < ids.length ? ["custom ids repeat"] : []), ...wrong.map((id) => `custom id ${id}`)];
}

function textFaults(what: string, text: unknown, least: number, most: number): string[] {
  if (typeof text !== "string") return [`no ${what}`];
  const fits = text.trim().length >= least && text.length <= most;
  return fits ? wellFormed(text) : [`${what} of ${text.length}`];
}

function wellFormed(text: string): string[] {
  return text.isWellFormed() ? [] : ["half a character"];
}

function countFaults(items: unknown, least: number, most: number): string[] {
  const { length } = list(items);
  return length < least || length > most ? [`${length} of them`] : [];
}

function list(items: unknown): readonly unknown[] {
  return Array.isArray(items) ? items : [];
}
