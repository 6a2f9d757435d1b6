import type { Transform } from "node:stream";
import type { Headers } from "./headers.ts";
import type { HttpTarget, Target } from "./target.ts";

/** A request with what it is to carry: as it goes out, and what its answer goes through on the way back. */
type Prepared =
  | {
      readonly ok: true;
      readonly headers: Headers;
      /** Names of the secrets that were put in. */
      readonly secrets: readonly string[];
      readonly screen: (headers: Headers) => Headers;
      readonly filters: (headers: Headers) => readonly Transform[];
    }
  | { readonly ok: false; readonly reason: string };

/** A request before that. */
type Asked = HttpTarget & { readonly method: string; readonly headers: Headers; readonly isSecure: boolean };

/** The secrets of one run, each for its own hosts. */
export type Vault = {
  /** Whether a secret may be put into what goes there: then everything that goes there is looked into. */
  holds(target: Target): boolean;
  /** Puts the secrets in that belong there, takes other credentials out, and refuses what would carry one elsewhere. */
  prepare(asked: Asked): Prepared;
  /** Where a path of ours leads that stands for the address of a service; null: it is none. */
  serviceAt(path: string): HttpTarget | null;
};

/** Of a run without secrets. */
export const emptyVault: Vault = {
  holds: () => false,
  prepare: ({ headers }) => ({ ok: true, headers, secrets: [], screen: (all) => all, filters: () => [] }),
  serviceAt: () => null,
};
