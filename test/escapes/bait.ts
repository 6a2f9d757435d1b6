import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bait, layBait } from "../../src/sandbox/attacks/bait.ts";
import type { Account } from "../../src/sandbox/sandbox.ts";

/** The product's own bait, and more: keys, settings of the program, another workspace, a service by datagrams. */
export async function layMoreBait(account: Account | null): Promise<Bait> {
  const bait = await layBait(account);
  for (const [path, text] of [
    ["app/.env", "TOKEN=1\n"],
    ["home/.ssh/id_ed25519", "KEY\n"],
    ["workspaces/other/notes.md", "notes\n"],
  ] as const) {
    await mkdir(join(bait.outside, path, ".."), { recursive: true });
    await writeFile(join(bait.outside, path), text);
  }
  await chmod(join(bait.outside, "home/.ssh"), 0o755);
  const service = createSocket("udp4", (_, { port, address }) => service.send("HOST", port, address));
  service.bind(0, "127.0.0.1").unref();
  await once(service, "listening");
  return {
    ...bait,
    env: { ...bait.env, UDP: String(service.address().port) },
    async [Symbol.asyncDispose]() {
      service.close();
      await bait[Symbol.asyncDispose]();
    },
  };
}
