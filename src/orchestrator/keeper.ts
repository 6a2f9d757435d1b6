import { type Lease, renewLease } from "../store/actors.ts";
import type { Engine } from "./engine.ts";

/** Renewal of the lease, and how long a lease lives without one (architecture: ownership), in milliseconds. */
const renewMs = 3_000;
const leaseMs = 10_000;

/**
 * Renews a lease until let go. `lost` is called once, when it is taken away or cannot be renewed in time; a database that
 * does not answer at all counts against the clock, not against the answer.
 */
export function keepLease(lease: Lease, { db, log }: Engine, lost: () => void): () => void {
  let renewed = Date.now();
  let isOver = false;
  const end = () => {
    if (isOver) return;
    letGo();
    log.warn({ actor: lease.actor }, "the lease is lost; what runs is stopped");
    lost();
  };
  const timer = setInterval(() => {
    const asked = Date.now();
    if (asked - renewed > leaseMs - renewMs) return end();
    void renewLease(db, lease).then(
      (held) => {
        if (held) renewed = Math.max(renewed, asked);
        else end();
      },
      () => undefined,
    );
  }, renewMs);
  // An answer that is still on its way says nothing any more: who let go gave the lease back.
  const letGo = () => {
    isOver = true;
    clearInterval(timer);
  };
  return letGo;
}
