import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { smallLimits } from "../../src/sandbox/attacks/attempt.ts";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { grantOfStep } from "../sandbox/granted.ts";
import { openBench } from "../workspace/bench.ts";
import { hostAttacks, trapsTheNaive, trapsUs } from "./host.ts";

const sandbox = createBubblewrap({ graceMs: 300 });
const probe = await sandbox.probe();

describe.runIf(probe.ok)("what a step leaves for the host traps who takes it for its own, and not the product", () => {
  test.each(hostAttacks)("$name: $tries", async (attack) => {
    expect(await trapsUs(attack, sandbox)).toBe(false);
    expect(await trapsTheNaive(attack, sandbox), "the control: it traps a host that takes no care").toBe(true);
  });

  test("an artifact that turns into a link while it is collected hands over nothing of the host", async () => {
    const bench = await openBench();
    try {
      const files = await bench.workspaces.attempt(bench.task, "turn", 1, []);
      bench.write({ "secret.txt": "SECRET\n" });
      const workspace = files.steps;
      const grant = grantOfStep({
        workspace,
        files,
        env: { SECRET: `${bench.directory}/secret.txt` },
        limits: smallLimits,
      });
      const stop = new AbortController();
      const turn = 'cd $ARTIFACTS; echo begun; while :; do echo fine > new; mv new report; ln -s "$SECRET" new; mv new report; done';
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const turning = sandbox.run({ argv: ["sh", "-c", turn], onOutput: () => begin() }, grant, stop.signal);
      await begun;
      for (let n = 0; n < 40; n += 1) {
        for (const { path } of await files.collect()) expect(readFileSync(path, "utf8")).not.toContain("SECRET");
      }
      stop.abort();
      expect(await turning).toMatchObject({ kind: "killed", by: "cancelled" });
    } finally {
      bench.remove();
    }
  });
});
