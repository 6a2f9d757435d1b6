import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { examineAttacks } from "../../src/cli/examine-attacks.ts";
import type { Finding } from "../../src/cli/finding.ts";
import type { Program } from "../../src/cli/program.ts";
import { quickAttacks } from "../../src/sandbox/attacks/quick.ts";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Setup } from "../../src/setup.ts";

const real = createBubblewrap({ graceMs: 300 });
const probe = await real.probe();

/** All findings of `adjutant doctor --sandbox` with this sandbox. */
async function examine(sandbox: Sandbox): Promise<readonly Finding[]> {
  // Of a program and its setup it uses nothing else.
  const program = { setUp: () => ({ sandbox: async () => sandbox }) as unknown as Setup } as unknown as Program;
  const findings: Finding[] = [];
  for await (const finding of examineAttacks(program)) findings.push(finding);
  return findings;
}

/** Runs every command on the host, as the same account. */
const open: Sandbox = {
  ...real,
  probe: async () => ({ ok: true, backend: "none", detail: "none" }),
  async run({ argv: [file, ...args] }, { workspace, env }) {
    const drop = real.account === null ? {} : { uid: real.account.uid, gid: real.account.gid };
    const child = spawn(file, args, {
      cwd: workspace,
      env: { PATH: "/usr/bin:/bin", ...env },
      stdio: ["ignore", "pipe", "ignore"],
      ...drop,
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
    });
    await once(child, "close");
    return { kind: "exited", exitCode: 0, output: { text, stdout: text, omittedBytes: 0 }, durationMs: 0 };
  },
};

describe("adjutant doctor --sandbox", () => {
  test.runIf(probe.ok)("tries every quick attack and says that it was held", async () => {
    const findings = await examine(real);
    expect(findings).toHaveLength(quickAttacks.length + 1);
    expect(findings.filter(({ status }) => status !== "fine")).toEqual([]);
    expect(findings.at(-1)?.detail).toContain(`${quickAttacks.length} of ${quickAttacks.length} attacks were held`);
  });

  test("says which one got through, and what to do then", async () => {
    const findings = await examine(open);
    const through = findings.filter(({ status }) => status === "broken").map(({ detail }) => detail);
    for (const name of ["read-outside", "write-outside", "reach-loopback", "reach-process", "write-set-uid"])
      expect(through.join("\n")).toContain(`GOT THROUGH (${name})`);
    expect(findings.find(({ detail }) => detail.includes("read-outside"))?.cure).toContain("SECURITY.md");
    expect(findings.at(-1)).toMatchObject({ status: "broken" });
  });

  test("tries nothing where there is no sandbox, and says the cure", async () => {
    const findings = await examine(createBubblewrap({ engineDirectories: ["/nonexistent"] }));
    expect(findings).toMatchObject([{ status: "broken", cure: expect.stringContaining("bubblewrap") }]);
  });
});
