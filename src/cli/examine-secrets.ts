import type { Setup } from "../setup.ts";
import { absent, broken, type Finding, fine } from "./finding.ts";

/** Secrets by name: files that are not private, and names that cannot be used because their value or their place is missing. */
export function* examineSecrets({ secrets, secretFacts, config }: Setup): Generator<Finding> {
  for (const { why, cure } of secrets.unusable) yield broken("secrets", `${why}, so it is not used`, `${cure}.`);
  const unusable = new Set(secrets.unusable.map(({ name }) => name));
  for (const { name, lacking } of secretFacts) {
    if (lacking !== null && !unusable.has(name)) yield broken("secrets", `${name} cannot be used by any step: ${lacking}`);
  }
  const usable = secretFacts.filter(({ lacking }) => lacking === null).map(({ name }) => name);
  if (usable.length > 0) yield fine("secrets", usable.join(", "));
  else if (secretFacts.length === 0) yield absent("secrets", `none: ADJUTANT_SECRET_<NAME>, or a file each in ${config.secretsDirectory}`);
}
