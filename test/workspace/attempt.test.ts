import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AttemptFiles } from "../../src/workspace/workspace.ts";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;
let files: AttemptFiles;
beforeEach(async () => {
  bench = await openBench();
  files = await bench.workspaces.attempt(bench.task, "build", 1, [
    { id: "list", output: "a\nb\n", exitCode: 0, headline: "", artifacts: [] },
    { id: "write", output: "text", exitCode: null, headline: "", artifacts: [] },
  ]);
});
afterEach(() => bench.remove());

/** What a step does in its own /artifacts. */
const leave = (text: string) => bench.shell(text, files.artifacts);
const collectNames = async () => (await files.collect()).map((artifact) => artifact.name);

describe("what earlier steps left", () => {
  test("is there to be read", async () => {
    expect(await bench.shell("cat list/output list/exit write/output write/exit", files.steps)).toBe("a\nb\n0\ntext");
  });

  test.runIf(process.getuid?.() === 0)("cannot be changed by the step, even without the sandbox", async () => {
    await expect(bench.shell("echo x > list/output", files.steps)).rejects.toThrow("Permission denied");
  });

  test("an id that climbs is refused", async () => {
    const climbing = bench.workspaces.attempt(bench.task, "s", 1, [{ id: "../x", output: "", exitCode: 0, headline: "", artifacts: [] }]);
    await expect(climbing).rejects.toMatchObject({ code: "workspace" });
  });
});

describe("artifacts", () => {
  test("are copied out of reach with their digest", async () => {
    await leave("mkdir -p report/img && echo hi > report/index.html && printf x > 'report/img/a b.png'");
    const artifacts = await files.collect();
    expect(artifacts.map((one) => [one.name, one.bytes])).toEqual([
      ["report-img-a b.png", 1],
      ["report-index.html", 3],
    ]);
    for (const one of artifacts) {
      expect(one.path.startsWith(join(bench.artifacts, bench.task))).toBe(true);
      expect(one.sha256).toBe(createHash("sha256").update(readFileSync(one.path)).digest("hex"));
      expect(statSync(one.path).mode & 0o777).toBe(0o600);
    }
    expect(files.refused()).toEqual([]);
  });

  test("collecting again tells the same files under the same names, with their new content", async () => {
    await leave("echo one > a.txt");
    expect(await collectNames()).toEqual(["a.txt"]);
    await leave("echo two > a.txt; echo b > b.txt");
    const again = await files.collect();
    expect(again.map((one) => [one.name, readFileSync(one.path, "utf8")])).toEqual([
      ["a.txt", "two\n"],
      ["b.txt", "b\n"],
    ]);
  });

  test("links, pipes, sockets and second names are refused without waiting", async () => {
    writeFileSync(join(bench.directory, "host-secret"), "secret");
    chmodSync(join(bench.directory, "host-secret"), 0o666);
    const attacks = [
      "ln -s /etc/passwd link; ln -s /etc dir; ln -s . loop; mkfifo pipe; echo x > once; ln once twice; echo fine > fine",
      "mkdir d; ln -s ../../../../../../etc/passwd d/up",
    ];
    await leave(attacks.join("; "));
    expect(await collectNames()).toEqual(["fine"]);
    expect(files.refused()).toEqual([
      "d/up: not a regular file",
      "dir: not a regular file",
      "link: not a regular file",
      "loop: not a regular file",
      "once: it has a second name somewhere (hard link)",
      "pipe: not a regular file",
      "twice: it has a second name somewhere (hard link)",
    ]);
  });

  test("an artifacts directory that became a link is not followed", async () => {
    await bench.shell(`rmdir ${files.artifacts} 2>/dev/null || true`, "/", "user");
    await bench.shell(`ln -s /etc ${files.artifacts}`, "/", "user");
    expect(await collectNames()).toEqual([]);
    expect(files.refused()).toEqual([".: not a directory that can be read"]);
  });

  test("odd names are made harmless and stay apart", async () => {
    await leave(
      "touch -- '-rf' '.hidden' 'a/../x' 2>/dev/null || true; touch -- '-rf' '.hidden' 'a:b' 'a*b' \"$(printf 'n\\nl\\033[31m')\" \"$(printf '\\377')\" \"$(printf '\\376')\" 'A?B'",
    );
    const names = await collectNames();
    expect(names).toHaveLength(8);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(8);
    for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u);
    expect(readdirSync(join(bench.artifacts, bench.task, "build.1"))).toHaveLength(8);
  });

  test("names fit any file system, however many bytes their characters take, and none is a device elsewhere", async () => {
    const long = "漢".repeat(80);
    await leave(
      `mkdir -p ${long}/${long}; echo 1 > ${long}/${long}/${long}.txt; echo 2 > ${long}/${long}/${long}2.txt; echo 3 > nul.txt; echo 4 > COM1; printf x > "$(printf 'e\\314\\201')"; printf y > "$(printf '\\303\\251')"`,
    );
    const names = await collectNames();
    expect(names).toHaveLength(6);
    expect(new Set(names.map((name) => name.toLowerCase().normalize("NFC"))).size).toBe(6);
    for (const name of names) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(name).not.toMatch(/^(?:nul|com1)(?:\.|$)/i);
    }
    expect(names.filter((name) => name.endsWith(".txt"))).toHaveLength(3);
  });

  test("of a directory of any size only so much is looked at", async () => {
    await leave("i=0; while [ $i -lt 120 ]; do mkdir d$i; i=$((i+1)); done; for d in d*; do (cd $d; seq 100 | xargs touch); done");
    expect((await files.collect()).length).toBeLessThanOrEqual(64);
    expect(files.refused().some((why) => why.includes("more than 10000 entries"))).toBe(true);
    expect(files.refused().length).toBeLessThan(12_000);
  });

  test("too many, too large and too deep are left behind and named", async () => {
    await leave(
      "for i in $(seq 100 170); do echo x > f$i; done; truncate -s 40M big; mkdir -p 1/2/3/4/5/6/7/8/9; echo x > 1/2/3/4/5/6/7/8/9/deep",
    );
    expect(await files.collect()).toHaveLength(64);
    expect(files.refused()).toContain("1/2/3/4/5/6/7/8/9: nested more than 8 deep");
    expect(files.refused()).toContain("big: larger than 32 MiB");
    expect(files.refused()).toContain("f164: more than 64 files");
  });

  test("together they have a limit too", async () => {
    await leave("for i in 1 2 3 4 5; do truncate -s 30M $i; done");
    expect(await collectNames()).toEqual(["1", "2", "3", "4"]);
    expect(files.refused()).toEqual(["5: more than 128 MiB in all"]);
  });

  test("a text of ours is kept beside them and takes nobody's name", async () => {
    await leave("echo theirs > answer.md");
    const [theirs] = await files.collect();
    const ours = await files.keep("answer.md", "ours");
    expect(theirs?.name).toBe("answer.md");
    expect(ours).toMatchObject({ name: "answer-2.md", bytes: 4 });
    expect(readFileSync(ours.path, "utf8")).toBe("ours");
    expect((await files.keep("../../etc/x", "y")).path.startsWith(join(bench.artifacts, bench.task))).toBe(true);
  });
});

test("a new attempt starts with empty directories", async () => {
  await leave("mkdir d && echo x > d/a && chmod 0555 d");
  const again = await bench.workspaces.attempt(bench.task, "build", 1, []);
  expect(existsSync(join(again.artifacts, "d"))).toBe(false);
  expect(readdirSync(again.steps)).toEqual([]);
});
