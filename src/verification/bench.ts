import type { Result } from "../domain/fault.ts";
import type { Bind } from "../sandbox/sandbox.ts";
import type { Setups } from "../workspace/setup.ts";
import type { Checkout, Cover, Workspaces } from "../workspace/workspace.ts";
import type { VerificationSubject } from "./verification.ts";

/** Where checks run: each state in a throwaway directory of its own, made ready by the space's setup, when it is first needed. */
export type Bench = {
  /** `now`: as the change left it, its definitions as the base had them. `added`: just as the change left it. */
  place(name: "base" | "now" | "added"): Promise<Result<BenchPlace>>;
  close(): Promise<void>;
};

type BenchPlace = {
  readonly path: string;
  /** Puts the definitions in place again, whatever an earlier run did to them. */
  cover: () => Promise<{ readonly binds: readonly Bind[] } | { readonly obstacle: string }>;
};

type Parts = { readonly workspaces: Workspaces; readonly setups: Setups };

export function openBench(parts: Parts, subject: VerificationSubject, covers: ReadonlyMap<string, Cover>, signal: AbortSignal): Bench {
  const places = new Map<string, { readonly checkout: Checkout; readonly ready: Result<BenchPlace> }>();
  return {
    place: async (name) => {
      const known = places.get(name);
      if (known !== undefined) return known.ready;
      const hash = name === "base" ? subject.base : subject.tree;
      const checkout = await parts.workspaces.checkOut(subject.workspace, subject.task, hash, name, signal);
      const wanted = name === "now" ? covers : new Map<string, Cover>();
      const place: BenchPlace = { path: checkout.path, cover: () => checkout.cover(wanted) };
      const ready = await makeReady(parts, subject, checkout, place, signal);
      places.set(name, { checkout, ready });
      return ready;
    },
    close: async () => {
      for (const { checkout } of places.values()) await checkout.remove();
    },
  };
}

/** An obstacle is the check's to tell; the setup then runs without what it hides. */
async function makeReady(
  { setups }: Parts,
  subject: VerificationSubject,
  checkout: Checkout,
  place: BenchPlace,
  signal: AbortSignal,
): Promise<Result<BenchPlace>> {
  const covered = await place.cover();
  const binds = "binds" in covered ? covered.binds : [];
  const made = await setups.makeCheckoutReady(subject, { checkout, binds, isBase: subject.base === checkout.hash }, signal);
  return made.ok ? { ok: true, value: place } : made;
}
