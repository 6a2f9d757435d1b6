import { existsSync } from "node:fs";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, openScene, printed } from "./scene.ts";

/** What a command may change: the approved paths, its own scratch, and nothing else. */
export function describeWriting(create: () => Sandbox): void {
  describe("writing", () => {
    test("without an approved path the workspace is read-only", async () => {
      await using scene = await openScene(create());
      const attack = "echo x > planted";
      expect((await scene.onHost(`${attack} && rm planted`)).exitCode).toBe(0);
      expect(ending(await scene.run(attack))).not.toBe(0);
      expect(existsSync(join(scene.workspace, "planted"))).toBe(false);
    });

    test("the whole workspace is writable when that was approved", async () => {
      await using scene = await openScene(create());
      expect(ending(await scene.run("echo x > made", { grant: { writes: ["."] } }))).toBe(0);
      expect(await readFile(join(scene.workspace, "made"), "utf8")).toBe("x\n");
    });

    test("an approved path is writable and what lies beside it is not", async () => {
      await using scene = await openScene(create());
      await scene.onHost("mkdir -p src dist/deep");
      const result = await scene.run("echo x > dist/deep/made && echo y > src/made", { grant: { writes: ["dist"] } });
      expect(ending(result)).not.toBe(0);
      expect(existsSync(join(scene.workspace, "dist/deep/made"))).toBe(true);
      expect(existsSync(join(scene.workspace, "src/made"))).toBe(false);
    });

    test("an approved path that is missing is made, for the account, without opening its parent", async () => {
      await using scene = await openScene(create());
      const writes = ["out/reports", "docs/notes.md"];
      const result = await scene.run("echo r > out/reports/a; echo n > docs/notes.md; echo x > out/b; echo x > docs/c; true", {
        grant: { writes },
      });
      expect(ending(result)).toBe(0);
      expect(await readFile(join(scene.workspace, "out/reports/a"), "utf8")).toBe("r\n");
      expect(await readFile(join(scene.workspace, "docs/notes.md"), "utf8")).toBe("n\n");
      expect(existsSync(join(scene.workspace, "out/b")) || existsSync(join(scene.workspace, "docs/c"))).toBe(false);
      const owner = (await stat(scene.workspace)).uid;
      for (const path of ["out", "out/reports", "docs", "docs/notes.md"]) expect((await stat(join(scene.workspace, path))).uid).toBe(owner);
    });

    test.each(["../outside", "a/../../outside", "/etc", "", "nul\0byte"])("an approved path such as %j is refused", async (path) => {
      await using scene = await openScene(create());
      const result = await scene.run("echo ran", { grant: { writes: [path] } });
      expect(ending(result)).toMatch(/^refused: .*(not a path inside the workspace|climbs out)/);
    });

    test("an approved path with a symbolic link in it is refused, wherever the link leads", async () => {
      await using scene = await openScene(create());
      await mkdir(join(scene.workspace, "real"));
      await symlink(scene.outside, join(scene.workspace, "out"));
      await symlink("real", join(scene.workspace, "near"));
      for (const path of ["out", "out/deep", "near", "near/deep"]) {
        expect(ending(await scene.run("echo ran", { grant: { writes: [path] } }))).toMatch(/^refused: .*symbolic link/);
      }
      expect(existsSync(join(scene.outside, "deep"))).toBe(false);
    });

    test("a link made during the run does not lead a write out", async () => {
      await using scene = await openScene(create());
      const attack = `ln -s ${scene.outside} link && echo x > link/planted`;
      expect((await scene.onHost(`${attack} && rm link ${scene.outside}/planted`)).exitCode).toBe(0);
      expect(ending(await scene.run(attack, { grant: { writes: ["."] } }))).not.toBe(0);
      expect(existsSync(join(scene.outside, "planted"))).toBe(false);
    });

    test("nothing of the machine can be written", async () => {
      await using scene = await openScene(create());
      const targets = [
        "/planted",
        "/etc/planted",
        "/usr/local/planted",
        "/run/planted",
        "/var/tmp/planted",
        "/dev/planted",
        "/etc/passwd",
        "/proc/sys/kernel/core_pattern",
      ];
      const result = await scene.run(
        `for f in ${targets.join(" ")} ${scene.outside}/planted; do (echo x > $f) 2>/dev/null && echo "wrote $f"; done; true`,
      );
      expect(printed(result)).toBe("");
      expect(existsSync(join(scene.outside, "planted"))).toBe(false);
    });

    test("scratch is writable, limited in size, and gone with the next run", async () => {
      await using scene = await openScene(create());
      const first = await scene.run("touch /tmp/a ~/b /dev/shm/c && head -c 300000000 /dev/zero > /tmp/big");
      expect(printed(first)).toContain("No space left");
      expect(printed(await scene.run("ls -A /tmp ~ /dev/shm"))).toBe("/dev/shm:\n\n/home/agent:\n\n/tmp:\n");
    });

    test("a bind appears at its target, writable only when it says so", async () => {
      await using scene = await openScene(create());
      await scene.onHost("mkdir steps artifacts; echo earlier > steps/one");
      const bind = (name: string, writable: boolean) => ({ source: join(scene.workspace, name), target: `/${name}`, writable });
      const binds = [bind("steps", false), bind("artifacts", true)];
      const result = await scene.run("cat /steps/one; echo x > /artifacts/made; echo x > /steps/two", { grant: { binds } });
      expect(printed(result)).toMatch(/^earlier\n.*Read-only file system/);
      expect(existsSync(join(scene.workspace, "artifacts/made"))).toBe(true);
      for (const target of ["/usr", "/workspace/x", "/etc", "steps", "/a/../etc", "/"]) {
        const bad = { source: scene.outside, target, writable: false };
        expect(ending(await scene.run("echo ran", { grant: { binds: [bad] } }))).toMatch(/^refused: nothing may be mounted/);
      }
    });

    test("a file covers a file of the workspace for one run, and even where all is writable it cannot be changed", async () => {
      await using scene = await openScene(create());
      await scene.onHost("mkdir -p a/b; echo theirs > a/b/manifest; echo theirs > manifest");
      await writeFile(join(scene.outside, "base"), "base\n");
      const cover = (path: string) => ({ source: join(scene.outside, "base"), target: `/workspace/${path}`, writable: false });
      const attack =
        "cat manifest a/b/manifest; echo x > manifest; rm -f a/b/manifest; mv a/b/manifest x; echo beside > a/b/c; cat manifest a/b/manifest";
      const result = await scene.run(attack, { grant: { writes: ["."], binds: [cover("manifest"), cover("a/b/manifest")] } });
      expect(printed(result).match(/^base$/gm)).toHaveLength(4);
      expect(await readFile(join(scene.workspace, "a/b/manifest"), "utf8")).toBe("theirs\n");
      expect(existsSync(join(scene.workspace, "a/b/c"))).toBe(true);
    });

    test("nothing else in the workspace may be covered: no directory, nothing missing, nothing behind a link, nothing writable", async () => {
      await using scene = await openScene(create());
      await scene.onHost("mkdir real; echo x > real/file; echo x > file; ln -s real near; ln -s file link; ln -s /etc far");
      const file = join(scene.outside, "secret.txt");
      const bad = [
        ...["real", "missing", "link", "near/file", "far/passwd", "../x", "real//file", "real/../file", "./file", ""].map((path) => ({
          source: file,
          target: `/workspace/${path}`,
          writable: false,
        })),
        { source: file, target: "/workspace/file", writable: true },
        { source: scene.outside, target: "/workspace/file", writable: false },
        { source: scene.outside, target: "/workspace/real", writable: false },
      ];
      for (const bind of bad)
        expect(ending(await scene.run("echo ran", { grant: { writes: ["."], binds: [bind] } }))).toMatch(
          /^refused: nothing may be mounted/,
        );
      expect(existsSync(join(scene.workspace, "missing"))).toBe(false);
    });
  });
}
