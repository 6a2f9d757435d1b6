import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { everybodyReaches } from "./scene.ts";

const root = process.getuid?.() === 0;
const nobody = 65534;
const module = new URL("../../src/sandbox/own-directory.ts", import.meta.url).href;
const prefix = `adjutant-test-${process.pid}-`;
const drop = root && everybodyReaches(fileURLToPath(module)) ? { uid: nobody, gid: nobody } : {};

/** A process under a normal account, which the pipes' permissions hold for. */
const text = (rest: string) => `import { isHeld, openOwnDirectory, removeAbandoned } from ${JSON.stringify(module)}; ${rest}`;

test("a directory is taken away once its process was killed, by whoever starts next under the same account, and not before", async () => {
  const owner = spawn(
    process.execPath,
    ["--input-type=module", "-e", text(`console.log(await openOwnDirectory("${prefix}")); setInterval(() => {}, 1000);`)],
    {
      ...drop,
      cwd: "/",
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [chunk] = await once(owner.stdout, "data");
  const directory = String(chunk).trim();
  const next = async () => {
    const script = text(`console.log(await isHeld("${directory}")); await removeAbandoned("${prefix}");`);
    return (await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { ...drop, cwd: "/" })).stdout.trim();
  };
  expect(await next()).toBe("true");
  expect(existsSync(directory)).toBe(true);
  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect(await next()).toBe("false");
  expect(existsSync(directory)).toBe(false);
});
