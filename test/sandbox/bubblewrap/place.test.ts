import { chmod, chown, mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
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

test("a socket of the host cannot be bound, whatever it is called inside", async () => {
  await using scene = await openScene(createBubblewrap());
  await scene.onHost("mkfifo pipe");
  const bind = { source: join(scene.workspace, "pipe"), target: "/steps", writable: false };
  expect(ending(await scene.run("echo ran", { grant: { binds: [bind] } }))).toMatch(/^refused: .*not a directory or a regular file/);
});
