import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { ConnectionLost } from "../../src/domain/connection-lost.ts";
import { createFlight, type Flight } from "../../src/orchestrator/flight.ts";
import { createProbe, type Probe, type Wanted, type Word } from "./probe.ts";

type Air = { readonly probe: Probe; readonly flight: Flight<Wanted, Word>; arrival(): Promise<string | undefined> };

function takeOff(over: Parameters<typeof createProbe>[0] = {}): Air {
  const probe = createProbe(over);
  let arrived = Promise.withResolvers<void>();
  const flight = createFlight(probe, () => arrived.resolve());
  const arrival = async () => {
    await arrived.promise;
    arrived = Promise.withResolvers();
    return flight.next()?.text;
  };
  return { probe, flight, arrival };
}

test("what should be in flight is begun, once, and its result arrives", async () => {
  const { probe, flight, arrival } = takeOff();
  flight.steer(["a", "b"]);
  flight.steer(["a", "b"]);
  (await probe.begins("a")).end();
  expect(await arrival()).toBe("a done");
  expect(probe.begun.map((one) => one.key)).toEqual(["a", "b"]);
  expect(flight.busy).toBe(true);
  (await probe.begins("b")).end();
  expect(await arrival()).toBe("b done");
  expect(flight.busy).toBe(false);
});

test("what should not be in flight any more is told to stop, and what it says then is dropped", async () => {
  const { probe, flight } = takeOff();
  flight.steer(["a"]);
  const a = await probe.begins("a");
  flight.steer([]);
  await a.aborted;
  a.end("too late");
  await flight.land();
  expect(flight.next()).toBeUndefined();
});

test("what an aborted effect used is still told, and only that", async () => {
  const { probe, flight, arrival } = takeOff({ salvage: ({ text }) => ({ type: "used", text: `used by ${text}` }) });
  flight.steer(["a"]);
  const a = await probe.begins("a");
  flight.steer([]);
  a.end("a");
  expect(await arrival()).toBe("used by a");
});

test("a new effect begins only when those that were told to stop are over", async () => {
  const { probe, flight } = takeOff();
  flight.steer(["a", "other"]);
  const a = await probe.begins("a");
  flight.steer(["b", "other"]);
  await a.aborted;
  await turn();
  expect(probe.begun.map((one) => one.key)).toEqual(["a", "other"]);
  a.end();
  expect((await probe.begins("b")).signal.aborted).toBe(false);
});

test("the same effect wanted again after a stop is begun anew", async () => {
  const { probe, flight, arrival } = takeOff();
  flight.steer(["a"]);
  const first = await probe.begins("a");
  flight.steer([]);
  flight.steer(["a"]);
  first.end("the first");
  (await probe.begins("a", 2)).end("the second");
  expect(await arrival()).toBe("the second");
});

test("an effect that is not wanted any more before its turn came never touches the world", async () => {
  const { probe, flight } = takeOff();
  flight.steer(["a"]);
  const a = await probe.begins("a");
  flight.steer(["b"]);
  flight.steer([]);
  a.end();
  await flight.land();
  expect(probe.begun.map((one) => one.key)).toEqual(["a"]);
});

test("an effect that throws becomes its fault's event", async () => {
  const { probe, flight, arrival } = takeOff();
  flight.steer(["a"]);
  (await probe.begins("a")).fail(new Error("the disk is full"));
  expect(await arrival()).toBe("a broke: the disk is full");
});

test("a database that went away under an effect is no fault of it: whoever asks for what arrived is told, and may begin it again", async () => {
  const { probe, flight, arrival } = takeOff();
  flight.steer(["a"]);
  (await probe.begins("a")).fail(new Error("Failed query", { cause: new ConnectionLost() }));
  await expect(arrival()).rejects.toThrow("Failed query");
  expect(flight.busy).toBe(false);
  flight.steer(["a"]);
  (await probe.begins("a", 2)).end();
  expect(await arrival()).toBe("a done");
});

test.each([20, 20.5])("an effect past its deadline of %d ms is told to stop and becomes a fault", async (deadline) => {
  const { probe, flight, arrival } = takeOff({ deadline: () => deadline });
  flight.steer(["a"]);
  const a = await probe.begins("a");
  await a.aborted;
  a.fail(new Error("stopped"));
  expect(await arrival()).toBe("a broke: it was not done before its deadline");
});

test("an effect that waits for its turn touches nothing, does not use up its deadline, and gives its place back", async () => {
  const [turnOf, order] = [Promise.withResolvers<void>(), [] as string[]];
  const { probe, flight, arrival } = takeOff({
    admit: async () => {
      await turnOf.promise;
      return () => void order.push("given back");
    },
    deadline: () => {
      order.push("deadline begins");
      return 600_000;
    },
  });
  flight.steer(["a"]);
  await turn();
  expect([probe.begun, order, flight.busy]).toEqual([[], [], true]);
  turnOf.resolve();
  const a = await probe.begins("a");
  expect(order).toEqual(["deadline begins"]);
  a.end();
  expect(await arrival()).toBe("a done");
  expect(order).toEqual(["deadline begins", "given back"]);
});

test("who waits for its turn and is told to stop is over at once, and nothing comes of it", async () => {
  const { probe, flight } = takeOff({
    admit: (_effect, _state, signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
  flight.steer(["a"]);
  await turn();
  flight.steer([]);
  await flight.land();
  expect([probe.begun, flight.next()]).toEqual([[], undefined]);
});

test("landing waits until nothing runs any more", async () => {
  const { probe, flight } = takeOff();
  flight.steer(["a", "b"]);
  const [a, b] = [await probe.begins("a"), await probe.begins("b")];
  let landed = false;
  const landing = flight.land().then(() => {
    landed = true;
  });
  await Promise.all([a.aborted, b.aborted]);
  a.end();
  await turn();
  expect(landed).toBe(false);
  b.end();
  await landing;
  expect(flight.busy).toBe(false);
});
