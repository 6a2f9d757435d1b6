import { afterAll, beforeAll, expect, test } from "vitest";
import { openShell, type Shell } from "./shell.ts";

let shell: Shell;
beforeAll(async () => {
  shell = await openShell();
});
afterAll(() => shell.remove());

test("`link` prints a code for the other account; a wrong one is one line and exit code 2", async () => {
  const made = await shell.adjutant(["link"]);
  expect([made.code, made.stderr]).toEqual([0, ""]);
  const code = /`link (\S+)`/.exec(made.stdout)?.[1] ?? "";
  const own = await shell.adjutant(["link", code]);
  expect([own.code, own.stderr]).toEqual([2, "adjutant: That is this account's own code: say it from your other account.\n"]);
  const wrong = await shell.adjutant(["link", "nonsense"]);
  expect([wrong.code, wrong.stderr.split("\n")]).toEqual([2, [expect.stringMatching(/^adjutant: That code is unknown/), ""]]);
  expect((await shell.adjutant(["link", "--remove"])).stdout).toBe("This account is not linked to any other.\n");
});
