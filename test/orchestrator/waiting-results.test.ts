import { expect, test } from "vitest";
import { createFlight } from "../../src/orchestrator/flight.ts";
import type { Machine } from "../../src/orchestrator/machine.ts";

type Work = { readonly key: string };

test("an effect whose result waits to be committed is not started again", async () => {
  const started: string[] = [];
  const arrivals = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const machine: Machine<readonly string[], string, Work> = {
    load: () => Promise.resolve(undefined),
    lost: () => [],
    effects: (keys) => keys.map((key) => ({ key })),
    wakeAt: () => null,
    dueAt: () => null,
    due: null,
    salvage: () => null,
    apply: () => Promise.reject(new Error("not called")),
    perform: async ({ key }) => {
      started.push(key);
      return `${key} is done`;
    },
    broke: ({ key }) => `${key} broke`,
    deadline: () => 60_000,
  };
  let arrived = 0;
  const flight = createFlight(machine, () => arrivals[arrived++]?.resolve());
  flight.steer(["a", "b"]);
  await Promise.all(arrivals.map((one) => one.promise));
  expect(flight.next()).toBe("a is done");
  // The state after a's result still asks for b, whose result is there but not committed.
  flight.steer(["b"]);
  expect(flight.next()).toBe("b is done");
  flight.steer([]);
  await flight.land();
  expect(started).toEqual(["a", "b"]);
});
