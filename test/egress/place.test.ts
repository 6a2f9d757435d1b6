import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makePlace, sweepPlaces } from "../../src/egress/place.ts";
import { openBench } from "./bench.ts";

/** Opens a way out in a process of its own and tells where; it is killed by the test. */
const opener = `
const { createEgress } = await import(process.argv[1]);
const opened = await createEgress().open({ network: ["api.example.com"], secrets: [], account: null, onRequest: () => {} });
console.log(opened.route.socket);
setInterval(() => {}, 1000);
`;

test("what a killed process left is removed at the next start; what is in use, young, or somebody else's stays", async () => {
  const module = new URL("../../src/egress/egress.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", opener, module], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const socket = String(line).trim();
  expect(existsSync(socket)).toBe(true);
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
  expect(existsSync(socket)).toBe(true);

  await using bench = await openBench(["api.example.com"]);
  const young = await makePlace(null);
  const old = await mkdtemp(join(socket, "..", "..", "adjutant-net-"));
  await utimes(old, 0, 0);
  const foreign = await mkdtemp(join(socket, "..", "..", "adjutant-net-"));
  await writeFile(join(foreign, "proxy.sock"), "");
  await mkdir(join(foreign, "precious"));
  onTestFinished(() => Promise.all([young.remove(), rm(foreign, { recursive: true })]).then(() => undefined));
  await sweepPlaces(null);
  expect([socket, old].map(existsSync)).toEqual([false, false]);
  expect([bench.socket, join(young.socket, ".."), join(foreign, "precious")].map(existsSync)).toEqual([true, true, true]);
});
