import type { Writable } from "node:stream";
import type { Engine } from "./engine.ts";
import { goWord } from "./launcher.ts";
import type { Plan } from "./plan.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { expectShown } from "./shown.ts";
import type { Stop } from "./stop.ts";

/** The command let go, or not: then nothing was run. */
type Release = {
  /** Settles when the command begins, with the first process of what it sees; never where it does not. */
  readonly begun: Promise<number>;
  /** The launcher said that everything stands. */
  tellReady(): void;
  wasReleased(): boolean;
  /** Why it was not let go, where what is mounted is not what was checked. */
  refusal(): Refusal | null;
};

/** An engine that has not come as far as the launcher by then never will, milliseconds. */
const patienceMs = 60_000;

/**
 * The launcher holds the command until it reads a word on its input; what comes after it is the command's own. Before that
 * the mounts are looked at: between the check of a path and its mount another run may have put a link there.
 */
export function releaseWhenReady(stdin: Writable, engine: Pick<Engine, "end" | "findFirst">, { shown, input }: Plan, stop: Stop): Release {
  const examine = expectShown(shown);
  let released = false;
  let refusal: Refusal | null = null;
  const { promise: begun, resolve: begin } = Promise.withResolvers<number>();
  stdin.on("error", () => {}); // it ended, or never reads: how it ended is told by its exit
  const giveUp = (why: Refusal) => {
    refusal ??= why;
    stdin.destroy();
    engine.end();
  };
  const slow = setTimeout(() => giveUp(refuse("the sandbox was not set up in a minute", "run it again; restart its engine")), patienceMs);
  stdin.once("close", () => clearTimeout(slow));
  const look = async () => {
    clearTimeout(slow);
    const first = await engine.findFirst();
    // It is gone by now: how it ended tells why.
    if (first === null || !stop.isOpen()) return;
    const wrong = compare(examine, first);
    if (wrong !== null) return giveUp(wrong);
    released = true;
    stdin.write(goWord);
    stdin.end(input ?? undefined);
    begin(first);
  };
  return { begun, tellReady: () => void look(), wasReleased: () => released, refusal: () => refusal };
}

function compare(examine: ReturnType<typeof expectShown>, first: number): Refusal | null {
  try {
    return examine(first);
  } catch (error) {
    return refuse(
      `what the sandbox shows cannot be looked at: ${error instanceof Error ? error.message : String(error)}`,
      "use an engine of this machine itself, not one elsewhere or in a virtual machine",
    );
  }
}
