import { type ActorId, isTaskId } from "../domain/id.ts";
import { claimActor, dropLease, endLeases, type Lease, listOwners } from "../store/actors.ts";
import { type Activation, activate } from "./activation.ts";
import { conversationMachine } from "./conversation-machine.ts";
import type { Engine } from "./engine.ts";
import { isAlive, isGone } from "./owner.ts";
import { taskMachine } from "./task-machine.ts";

/** The activations of this process. */
export type Crew = {
  /** Takes up actors that need an owner, as many as there is room for. */
  enlist(only: readonly ActorId[] | null): Promise<void>;
  /** Tells an activation that its inbox has something new. */
  poke(id: string): void;
  /** Gives everything back and waits until nothing runs. */
  dismiss(): Promise<void>;
};

export function createCrew(engine: Engine, atOnce: number, ended: (id: ActorId) => void): Crew {
  const active = new Set<{ readonly actor: ActorId; readonly activation: Activation }>();
  /** How often in a row an actor broke here. */
  const breaks = new Map<string, number>();
  // Conversations are short and carry `stop`: tasks must not keep them out.
  const tasks = () => [...active].filter(({ actor }) => isTaskId(actor)).length;
  let dismissed = false;
  const begin = (lease: Lease) => {
    const { actor } = lease;
    const past = {
      breaks: breaks.get(actor) ?? 0,
      // One that lost its lease may still be ending what it ran: the same actor never runs twice here.
      ended: Promise.all([...active].filter((one) => one.actor === actor).map(({ activation }) => activation.done)),
    };
    const activation = isTaskId(actor)
      ? activate(lease, taskMachine(engine), engine, past)
      : activate(lease, conversationMachine(engine), engine, past);
    const one = { actor, activation };
    active.add(one);
    void activation.done.then(({ broke }) => {
      active.delete(one);
      if (broke) breaks.set(actor, past.breaks + 1);
      else breaks.delete(actor);
      ended(actor);
    });
  };
  return {
    enlist: async (only) => {
      await endDeadLeases(engine);
      const { owner, host } = engine;
      const claimant = { owner, host, only, isAlive: (other: string) => isAlive(other, host) };
      while (!dismissed) {
        const lease = await claimActor(engine.db, { ...claimant, talkOnly: tasks() >= atOnce });
        if (!lease) return;
        if (dismissed) return dropLease(engine.db, lease);
        begin(lease);
      }
    },
    poke: (id) => {
      for (const { actor, activation } of active) if (actor === id) activation.poke();
    },
    dismiss: async () => {
      dismissed = true;
      for (const { activation } of active) activation.stop();
      await Promise.all([...active].map(({ activation }) => activation.done));
    },
  };
}

/** Leases of processes of this machine that are dead are ended at once: nobody has to wait for them to run out. */
async function endDeadLeases({ db, host }: Engine): Promise<void> {
  const owners = await listOwners(db, host);
  for (const owner of owners) if (isGone(owner, host)) await endLeases(db, owner);
}
