/** A call of a platform as it ended. */
export type Answer<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  /** The platform refuses it, by its own word (`channel_not_found`); trying again changes nothing. */
  | { readonly kind: "refused"; readonly why: string }
  /** Not now: it may be asked again in so many milliseconds. `why`: by the platform's own word, where it is not too many calls. */
  | { readonly kind: "later"; readonly afterMs: number; readonly why?: string };

/** The platform cannot be had: what was to be done is done later. Unlike a mistake of ours it does not count against the news. */
export class Away extends Error {
  readonly afterMs: number;
  constructor(message: string, { afterMs, ...options }: ErrorOptions & { readonly afterMs: number }) {
    super(message, options);
    this.afterMs = afterMs;
  }
}
