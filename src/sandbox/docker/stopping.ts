import type { KillReason } from "../sandbox.ts";
import type { Container } from "./container.ts";

/** Every moment of these costs the machine. */
const floods: ReadonlySet<KillReason> = new Set(["output", "memory", "disk"]);

/**
 * Ends a container with everything in it. A command that is told to end gets SIGTERM and `graceMs` first; a flood gets none, and neither does
 * what has not begun. Returns what forgets the pending end.
 */
export function endContainer(container: Container, reason: KillReason, released: boolean, graceMs: number): () => void {
  if (!released || floods.has(reason)) {
    void container.remove();
    return () => {};
  }
  void container.askToEnd();
  const timer = setTimeout(() => void container.remove(), graceMs);
  return () => clearTimeout(timer);
}
