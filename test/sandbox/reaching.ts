import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, hasProgram, openScene, printed } from "./scene.ts";

/** Ways out that are no files: the network, other users' rights, the kernel. */
export function describeReaching(create: () => Sandbox): void {
  describe("reaching out", () => {
    test("a service on the host's loopback cannot be reached", async () => {
      await using scene = await openScene(create());
      const server = createServer((socket) => socket.end("HOST SERVICE")).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const port = typeof address === "object" ? address?.port : 0;
      try {
        const attack = `bash -c 'cat < /dev/tcp/127.0.0.1/${port}'`;
        expect((await scene.onHost(attack)).text).toBe("HOST SERVICE");
        expect(printed(await scene.run(attack))).toContain("Connection refused");
      } finally {
        server.close();
      }
    });

    test.runIf(hasProgram(create, "node"))("unix sockets of the host cannot be reached, by path or by abstract name", async () => {
      await using scene = await openScene(create());
      const abstract = `sandbox-test-${process.pid}-${Math.floor(Math.random() * 1e9)}`;
      const paths = [join(scene.outside, "s"), `\0${abstract}`];
      const servers = paths.map((path) => createServer((socket) => socket.end("HOST SERVICE")).listen(path));
      await Promise.all(servers.map((server) => once(server, "listening")));
      await chmod(join(scene.outside, "s"), 0o777);
      const connect = (path: string) =>
        `node -e "require('net').connect('${path}').on('data',d=>console.log(''+d)).on('error',e=>console.log(e.code))"`;
      try {
        const attack = `${connect(`${scene.outside}/s`)}; ${connect(`\\0${abstract}`)}`;
        expect((await scene.onHost(attack)).text).toBe("HOST SERVICE\nHOST SERVICE\n");
        expect(printed(await scene.run(attack))).toBe("ENOENT\nECONNREFUSED\n");
      } finally {
        for (const server of servers) server.close();
      }
    });

    test("there is no interface but an empty loopback", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; tail -n +2 /proc/net/route");
      expect(printed(result)).toBe("lo\n");
    });

    test("the command has no capability and cannot gain one", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("grep -E '^(Cap|NoNewPrivs)' /proc/self/status | tr -s '\\t ' ' '");
      const zero = "0000000000000000";
      const caps = ["Inh", "Prm", "Eff", "Bnd", "Amb"].map((set) => `Cap${set}: ${zero}\n`).join("");
      expect(printed(result)).toBe(`${caps}NoNewPrivs: 1\n`);
    });

    test.each([
      "unshare --user true",
      "unshare --mount true",
      "mount -t tmpfs none /tmp",
      "mount -o remount,rw /",
      "mknod /tmp/disk b 8 0",
      "/usr/sbin/chroot /workspace",
    ])("%s is not allowed", async (attack) => {
      await using scene = await openScene(create());
      const result = await scene.run(attack);
      expect(ending(result)).not.toBe(0);
      expect(printed(result)).toMatch(/not permitted|denied|must be superuser|No space left|write-protected/i);
    });
  });
}
