import { beforeEach, describe, expect, test } from "vitest";
import type { Probe, Sandbox } from "../../src/sandbox/sandbox.ts";
import { describeBounds } from "../sandbox/bounds.ts";
import { describeEnds } from "../sandbox/ends.ts";
import { describeInput } from "../sandbox/input.ts";
import { describeNetwork } from "../sandbox/networking.ts";
import { describePrograms } from "../sandbox/programs.ts";
import { describeReaching } from "../sandbox/reaching.ts";
import { describeReading } from "../sandbox/reading.ts";
import { ending, openScene } from "../sandbox/scene.ts";
import { describeWriting } from "../sandbox/writing.ts";
import { differences } from "./differences.ts";

/**
 * What every sandbox backend must hold, with real processes. Attacks have a control: the same text on the host, where it works.
 * A backend whose engine this machine lacks must say so, with a cure, and refuse to run anything. What one cannot do is in one table.
 */
export function describeSandbox(create: () => Sandbox, probe: Probe): void {
  if (probe.ok) {
    describe(probe.backend, () => {
      beforeEach(({ task, skip }) => {
        const why = differences[probe.backend]?.[task.name];
        if (why !== undefined) skip(why);
      });
      for (const part of [
        describeReading,
        describeWriting,
        describeReaching,
        describeNetwork,
        describeEnds,
        describeInput,
        describeBounds,
        describePrograms,
      ])
        part(create);
    });
    return;
  }
  test(`${probe.backend} (not here: ${probe.reason}) refuses to run anything`, async () => {
    await using scene = await openScene(create());
    expect(ending(await scene.run("echo ran"))).toMatch(/^refused: /);
    expect(probe.cure).not.toBe("");
  });
}
