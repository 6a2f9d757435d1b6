import { attackGroups } from "../../src/sandbox/attacks/attack.ts";
import { type HostAttack, hostAttacks } from "./host.ts";
import type { Trial } from "./trial.ts";
import { trials } from "./trials.ts";

/** What became of one attack in a run of the suite. */
export type Outcome = {
  readonly trial: Pick<Trial, "name" | "tries"> & { readonly group: Group };
  readonly outside: string;
  readonly inside: "held" | "GOT THROUGH";
};

type Group = Trial["group"] | HostAttack["group"];
const groups: readonly Group[] = [...attackGroups, "host"];

/** Lines between which docs/sandbox.md is written by script/escapes.ts. */
export const markers = ["<!-- attacks: written by script/escapes.ts -->", "<!-- end of attacks -->"] as const;

const titles: Readonly<Record<Group, string>> = {
  read: "Reading what is not its own",
  write: "Writing what was not approved",
  network: "Talking to anybody",
  exhaustion: "Using up the machine",
  life: "Living on, and reaching other processes",
  kernel: "More rights, and the kernel's odd corners",
  host: "Left for the host: what traps who takes it for its own, and not Adjutant",
};

/** The table, one part for each group. */
export function attackTable(outcomes: readonly Outcome[]): string {
  const controlled = outcomes.filter(({ outside }) => outside.startsWith("works"));
  const held = outcomes.filter(({ inside }) => inside === "held");
  const summary = `${outcomes.length} attacks: ${held.length} were held, ${controlled.length} were shown to work without the sandbox.`;
  const parts = groups.map((group) => {
    const rows = outcomes.filter(({ trial }) => trial.group === group).map(rowOf);
    return [`### ${titles[group]}`, "", "| Attack | What it tries | Without | Inside |", "| --- | --- | --- | --- |", ...rows].join("\n");
  });
  return [summary, ...parts].join("\n\n");
}

function rowOf({ trial: { name, tries }, outside, inside }: Outcome): string {
  return `| ${name} | ${cell(tries)} | ${cell(outside)} | ${inside} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** What a table says of which attacks there are, whatever became of them: rows `group name tries`. */
export function rowsOf(document: string): readonly string[] {
  const [begin, end] = markers;
  const table = document.slice(document.indexOf(begin), document.indexOf(end));
  return groups.flatMap((group) => {
    const part = table.split("### ").find((one) => one.startsWith(titles[group])) ?? "";
    return [...part.matchAll(/^\| ([a-z0-9-]+) \| (.*?) \| [^|]* \| held \|$/gm)].map(([, name, tries]) => `${group} ${name} ${tries}`);
  });
}

/** The same of the suite. */
export function rowsOfSuite(): readonly string[] {
  return groups.flatMap((group) =>
    [...trials, ...hostAttacks].filter((one) => one.group === group).map(({ name, tries }) => `${group} ${name} ${cell(tries)}`),
  );
}
