/** Failures in a row after which an agent is left alone (product: 2.6). */
const mostFailures = 5;
/** For how long, in milliseconds. */
const pauseMs = 30_000;
/** Successes after the pause until it is trusted again. */
const enoughSuccesses = 2;

/** What is known of one agent's health: `open` keeps everybody away, `half_open` lets them try. Times in milliseconds. */
export type Breaker =
  | { readonly state: "closed"; readonly failures: number }
  | { readonly state: "open"; readonly until: number }
  | { readonly state: "half_open"; readonly successes: number };

export const newBreaker: Breaker = { state: "closed", failures: 0 };

/** The breaker as time has left it: one whose pause is over lets its agent be tried. */
export function settleBreaker(breaker: Breaker, now: number): Breaker {
  return breaker.state === "open" && now >= breaker.until ? { state: "half_open", successes: 0 } : breaker;
}

/** The breaker after a run that ended well or badly at `now`. A run that began before it opened changes nothing. */
export function noteRun(breaker: Breaker, ok: boolean, now: number): Breaker {
  const settled = settleBreaker(breaker, now);
  switch (settled.state) {
    case "open":
      return settled;
    case "closed":
      return ok ? newBreaker : noteFailure(settled.failures + 1, now);
    case "half_open": {
      if (!ok) return { state: "open", until: now + pauseMs };
      const successes = settled.successes + 1;
      return successes >= enoughSuccesses ? newBreaker : { state: "half_open", successes };
    }
  }
}

function noteFailure(failures: number, now: number): Breaker {
  return failures >= mostFailures ? { state: "open", until: now + pauseMs } : { state: "closed", failures };
}
