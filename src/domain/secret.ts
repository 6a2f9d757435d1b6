import { coversDestination } from "./destination-cover.ts";

/** What an operator says of a secret: where it may go and how it is put there. Never its value (product: secrets by name). */
export type SecretRule = {
  readonly name: string;
  /** Where it may be sent, as destinations. */
  readonly destinations: readonly string[];
  /** The header it is sent in; null: wherever the command put its stand-in into a header. */
  readonly header: SecretHeader | null;
  /** The variable in which the command finds the stand-in. */
  readonly env: string;
  /** A service that is reached at an address of ours; null: only by its own name. */
  readonly service: SecretService | null;
};

/** A header's name, and its value with `{value}` in the secret's place. */
type SecretHeader = { readonly name: string; readonly form: string };

/** The variable that holds the address, and what it stands for; `path` has no slash at its end. */
type SecretService = { readonly env: string; readonly host: string; readonly port: number; readonly path: string };

/** What the heart knows of a secret: where it goes, and why it cannot be used now, with the cure; null when it can. */
export type SecretFacts = {
  readonly name: string;
  /** Where the command finds its stand-in, or the address of its service. */
  readonly variables: readonly string[];
  readonly destinations: readonly string[];
  readonly lacking: string | null;
};

/** A secret as a planner is told of it. */
export function saySecret({ name, variables, destinations }: SecretFacts): string {
  return `${name}: in ${variables.map((variable) => `$${variable}`).join(" and ")}, for ${destinations.join(", ")}`;
}

/** Why a step cannot have the secrets it asks for, a line each. */
export function secretErrors(names: readonly string[], facts: readonly SecretFacts[]): readonly string[] {
  const usable = facts.filter(({ lacking }) => lacking === null).map(({ name }) => name);
  const known = usable.length > 0 ? `use ${usable.join(", ")}, or leave it out` : "none is there; leave it out";
  return names.flatMap((name) => {
    const fact = facts.find((one) => one.name === name);
    if (fact === undefined) return [`there is no secret "${name}": ${known}.`];
    return fact.lacking === null ? [] : [`the secret "${name}" cannot be used: ${fact.lacking}.`];
  });
}

/** Needs, or a part of them that reaches outside. */
type Reaching = { readonly network: readonly string[]; readonly secrets: readonly string[] };

/**
 * Needs with the places that their secrets go to, so that they are said, approved and opened: a secret always goes somewhere. Where
 * the plan names a part of such a place already, that part is all.
 */
export function withSecretPlaces<N extends Reaching>(needs: N, facts: readonly SecretFacts[]): N {
  const places = facts.filter(({ name }) => needs.secrets.includes(name)).flatMap(({ destinations }) => destinations);
  const isNamed = (place: string) => needs.network.some((named) => coversDestination([place], named) || coversDestination([named], place));
  const missing = places.filter((place) => !isNamed(place));
  return missing.length === 0 ? needs : { ...needs, network: [...new Set([...needs.network, ...missing])] };
}
