/** What a person or the machine told this process to do. */
export type Interrupts = {
  /** Aborted when the process shall end: the work is kept, and somebody else carries it on. */
  readonly leave: AbortSignal;
  stop(): void;
};

/** 128 + SIGTERM: how shells name a process that was told to end. */
export const terminated = 143;

/** Ctrl-C calls `first` once; again, it leaves at once. SIGTERM and SIGHUP end the process in good order. */
export function catchInterrupts(first: () => void, interrupted: number): Interrupts {
  const leaving = new AbortController();
  let isSecond = false;
  const onInterrupt = () => {
    if (isSecond) process.exit(interrupted);
    isSecond = true;
    first();
  };
  const onEnd = () => leaving.abort();
  process.on("SIGINT", onInterrupt).on("SIGTERM", onEnd).on("SIGHUP", onEnd);
  return {
    leave: leaving.signal,
    stop: () => {
      process.off("SIGINT", onInterrupt).off("SIGTERM", onEnd).off("SIGHUP", onEnd);
    },
  };
}
