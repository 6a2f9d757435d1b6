import type { Json } from "./json.ts";
import type { Needs } from "./needs.ts";
import type { Tier } from "./tier.ts";

/** What the heart must know of a step kind to validate, price in risk and show a step; derived from the kind's declaration. */
export type KindRules = {
  readonly name: string;
  /** Without dependencies it is chained to its predecessor (product: 2.3). */
  readonly chained: boolean;
  /** Done by an agent (product: 2.6). */
  readonly delegates: boolean;
  /** Must come after everything else (`notify`). */
  readonly last: boolean;
  /** Reads an input, or says what is wrong with it. */
  read(input: Json): ReadInput;
};

export type ReadInput = { readonly ok: true; readonly value: KnownInput } | { readonly ok: false; readonly error: string };

export type KnownInput = {
  readonly input: Json;
  /** The least risk of this input; needs only raise it. */
  readonly tier: Tier;
  readonly needs: Needs;
  /** What it will do, in one line for people. */
  readonly summary: string;
  /** What is wrong with what it runs, each naming the cure; empty when fine. */
  readonly objections: readonly string[];
  /** What it will run. */
  readonly commands: readonly StepCommand[];
  /** Commands it would run that no schema knows, each naming the word and the cure. A recipe's author may, a planner may not. */
  readonly unknownCommands: readonly string[];
  /** What makes two inputs alike for a standing approval: the command as the schema names it, the shell text, who is told. */
  readonly shape: string | null;
  /** Set by kinds that ask a person instead of running. */
  readonly asks: { readonly question: string; readonly choices: readonly string[] } | null;
};

/** One thing a step runs, for the plan's validation. */
export type StepCommand =
  | {
      readonly kind: "argv";
      readonly argv: readonly string[];
      /** Where it starts, if not at the top of the workspace. */
      readonly directory?: string | undefined;
    }
  | { readonly kind: "shell"; readonly text: string };

/** All step kinds of this installation, by name. */
export type Kinds = ReadonlyMap<string, KindRules>;
