import type { KillReason } from "./sandbox.ts";

/** The one place where a run is stopped. The first reason wins; what comes after it, or after the end, changes nothing. */
export type Stop = {
  request(reason: KillReason): void;
  /** The command ended by itself: no reason counts from now on. */
  close(): void;
  /** Neither stopped nor ended. */
  isOpen(): boolean;
  reason(): KillReason | null;
};

/** `act` is called once, with the first reason. */
export function createStop(act: (reason: KillReason) => void): Stop {
  let first: KillReason | "ended" | null = null;
  return {
    request(reason) {
      if (first !== null) return;
      first = reason;
      act(reason);
    },
    close() {
      first ??= "ended";
    },
    isOpen: () => first === null,
    reason: () => (first === "ended" ? null : first),
  };
}
