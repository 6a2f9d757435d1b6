import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attackGroups } from "../../src/sandbox/attacks/attack.ts";
import type { Bait } from "../../src/sandbox/attacks/bait.ts";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { layMoreBait } from "./bait.ts";
import { escapes, hindranceOf, works } from "./trial.ts";
import { trials } from "./trials.ts";

const sandbox = createBubblewrap({ graceMs: 300 });
const probe = await sandbox.probe();

let bait: Bait;
beforeAll(async () => {
  bait = await layMoreBait(sandbox.account);
});
afterAll(() => bait[Symbol.asyncDispose]());

describe.runIf(probe.ok)("an attack works without the sandbox, and not in it", () => {
  for (const group of attackGroups) {
    describe(group, () => {
      for (const trial of trials.filter((one) => one.group === group)) {
        const hindrance = hindranceOf(trial);
        test(`${trial.name}: ${trial.tries}${hindrance === null ? "" : ` (without a control: ${hindrance})`}`, async ({ skip }) => {
          expect(await escapes(trial, sandbox, bait)).toBe(false);
          if (hindrance !== null) return;
          const control = await works(trial, sandbox, bait);
          if (!control && trial.excuse !== undefined) skip(trial.excuse);
          expect(control, "the control: it works without the sandbox").toBe(true);
        });
      }
    });
  }
});

test("every attack has a name of its own, and there are more than seventy", () => {
  expect(new Set(trials.map(({ name }) => name)).size).toBe(trials.length);
  expect(trials.length).toBeGreaterThan(70);
});
