import type { Writable } from "node:stream";
import type { Plan } from "../plan.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { expectShown } from "../shown.ts";
import type { Stop } from "../stop.ts";
import type { Container } from "./container.ts";
import { goWord } from "./launcher.ts";

/** The command let go, or not: then nothing was run. */
type Release = {
  /** Settles when the command begins, with the first process of its container; never where it does not. */
  readonly begun: Promise<number>;
  /** The launcher said that everything stands. */
  tellReady(): void;
  wasReleased(): boolean;
  /** Why it was not let go, where what is mounted is not what was checked. */
  refusal(): Refusal | null;
};

/** A daemon that has not started a container by then never will, milliseconds. */
const patienceMs = 60_000;

/**
 * The launcher holds the command until it reads a word on its input; what comes after it is the command's own. Before that
 * the mounts are looked at: between the check of a path and its mount another run may have put a link there.
 */
export function releaseWhenReady(stdin: Writable, container: Container, { shown, input }: Plan, stop: Stop): Release {
  const examine = expectShown(shown);
  let released = false;
  let refusal: Refusal | null = null;
  const { promise: begun, resolve: begin } = Promise.withResolvers<number>();
  stdin.on("error", () => {}); // it ended, or never reads: how it ended is told by its exit
  const giveUp = (why: Refusal) => {
    refusal ??= why;
    stdin.destroy();
    void container.remove();
  };
  const slow = setTimeout(() => giveUp(refuse("docker did not start the container in a minute", "restart the docker daemon")), patienceMs);
  stdin.once("close", () => clearTimeout(slow));
  const look = async () => {
    clearTimeout(slow);
    const pid = await container.findPid();
    // It is gone by now: how it ended tells why.
    if (pid === null || !stop.isOpen()) return;
    const wrong = compare(examine, pid);
    if (wrong !== null) return giveUp(wrong);
    released = true;
    stdin.write(goWord);
    stdin.end(input ?? undefined);
    begin(pid);
  };
  return { begun, tellReady: () => void look(), wasReleased: () => released, refusal: () => refusal };
}

function compare(examine: ReturnType<typeof expectShown>, pid: number): Refusal | null {
  try {
    return examine(pid);
  } catch (error) {
    return refuse(
      `what the container shows cannot be looked at: ${error instanceof Error ? error.message : String(error)}`,
      "use a docker daemon of this machine itself, not one elsewhere or in a virtual machine",
    );
  }
}
