import { chmod, chown, mkdir, symlink } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { lenderOf } from "../../../src/workspace/place.ts";
import { ending, openScene, printed } from "../scene.ts";

const root = process.getuid?.() === 0;

describe("a workspace is refused", () => {
  test.each(["/", "/etc", "/etc/ssl", "/proc/self", "/run", dirname(userInfo().homedir)])("when it is %s", async (workspace) => {
    await using scene = await openScene(createBubblewrap());
    expect(ending(await scene.run("echo ran", { grant: { workspace } }))).toMatch(
      /^refused: .*(part of the machine|contains the home directory)/,
    );
  });

  test.each(["relative", "/no/such/place", "/etc/hostname\0"])("when it is %j, which is no directory", async (workspace) => {
    await using scene = await openScene(createBubblewrap());
    expect(ending(await scene.run("echo ran", { grant: { workspace } }))).toMatch(/^refused: .*(not an absolute path|cannot be used)/);
  });

  test("when it contains or lies under what governs us", async () => {
    await using scene = await openScene(createBubblewrap());
    await mkdir(join(scene.workspace, "home/work"), { recursive: true });
    const governed = [join(scene.workspace, "home")];
    await using guarded = await openScene(createBubblewrap({ governed }));
    for (const workspace of [scene.workspace, join(scene.workspace, "home"), join(scene.workspace, "home/work")]) {
      expect(ending(await guarded.run("echo ran", { grant: { workspace } }))).toMatch(/^refused: .*governs/);
    }
    expect(printed(await guarded.run("echo ran"))).toBe("ran\n");
  });

  test("when what governs us is to lie there, however the way to it is written, and when only its link does", async () => {
    await using scene = await openScene(createBubblewrap());
    const { workspace, outside } = scene;
    await symlink(workspace, join(outside, "way"));
    await symlink(join(outside, "secret.txt"), join(workspace, "adjutant.yaml"));
    for (const path of [join(outside, "way/later/adjutant.yaml"), join(outside, "way/adjutant.yaml"), join(workspace, "adjutant.yaml")]) {
      await using guarded = await openScene(createBubblewrap({ governed: [path] }));
      expect(ending(await guarded.run("echo ran", { grant: { workspace } }))).toMatch(/^refused: .*governs/);
    }
  });

  test.runIf(root)("when the account cannot walk to it", async () => {
    await using scene = await openScene(createBubblewrap());
    const closed = join(scene.outside, "closed");
    await mkdir(join(closed, "work"), { recursive: true });
    await chmod(closed, 0o700);
    const result = await scene.run("echo ran", { grant: { workspace: join(closed, "work") } });
    expect(ending(result)).toBe(`refused: adjutant, which commands run as, cannot reach ${closed}/work: it may not enter ${closed}`);
  });

  test.runIf(root)("when it is to be written and belongs to somebody else", async () => {
    await using scene = await openScene(createBubblewrap());
    await chown(scene.workspace, 0, 0);
    expect(printed(await scene.run("echo ran"))).toBe("ran\n");
    await mkdir(join(scene.workspace, "dist"));
    for (const writes of [["."], ["./"], ["dist"]]) {
      expect(ending(await scene.run("echo ran", { grant: { writes } }))).toMatch(/^refused: .* belongs to uid 0, not to adjutant/);
    }
  });
});

describe("of our home a command is shown", () => {
  const parts = ["one/files", "one/attempts/a/1/steps", "one/attempts/a/1/artifacts", "one/checkouts/now/files", "one/git", "two/files"];
  const steps = (source: string) => [{ source, target: "/steps", writable: false }];

  /** A home with two tasks, and a sandbox that knows what of it is lent. */
  const openHome = async () => {
    const scene = await openScene(createBubblewrap());
    const home = join(scene.workspace, "home");
    const [workspaces, empty] = [join(home, "workspaces"), join(home, "empty")];
    for (const path of [empty, ...parts.map((part) => join(workspaces, part))]) await mkdir(path, { recursive: true });
    const guarded = await openScene(createBubblewrap({ governed: [home], lent: lenderOf(workspaces, empty) }));
    const look = async (workspace: string, beside: string | null = null) => {
      const grant = { workspace: join(home, workspace), binds: beside === null ? [] : steps(join(home, beside)) };
      return ending(await guarded.run("echo ran", { grant }));
    };
    const close = async () => {
      await guarded[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
    };
    return { home, look, [Symbol.asyncDispose]: close };
  };

  test("what is its own task's, and the empty directory", async () => {
    await using home = await openHome();
    for (const workspace of ["workspaces/one/files", "workspaces/one/checkouts/now/files", "empty"])
      expect(await home.look(workspace, "workspaces/one/attempts/a/1/steps")).toBe(0);
  });

  test("nothing else: not itself, no git directory of ours, not what lies beside, whoever names it and by whatever link", async () => {
    await using home = await openHome();
    await symlink(join(home.home, "workspaces/one/git"), join(home.home, "workspaces/one/files/link"));
    for (const place of [".", "workspaces", "workspaces/one", "workspaces/one/git", "workspaces/one/files/link", "artifacts/one"]) {
      await mkdir(join(home.home, "artifacts/one"), { recursive: true });
      expect(await home.look(place), place).toMatch(/^refused: .*governs/);
      expect(await home.look("workspaces/one/files", place), place).toMatch(/^refused: .*governs/);
    }
  });

  test("nothing of another task's", async () => {
    await using home = await openHome();
    expect(await home.look("workspaces/two/files", "workspaces/one/attempts/a/1/artifacts")).toMatch(
      /^refused: files of two tasks \(two, one\) would be shown to one command/,
    );
  });
});

test("a socket of the host cannot be bound, whatever it is called inside", async () => {
  await using scene = await openScene(createBubblewrap());
  await scene.onHost("mkfifo pipe");
  const bind = { source: join(scene.workspace, "pipe"), target: "/steps", writable: false };
  expect(ending(await scene.run("echo ran", { grant: { binds: [bind] } }))).toMatch(/^refused: .*not a directory or a regular file/);
});
