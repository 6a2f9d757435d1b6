import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, open, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../sandbox.ts";

/** What attacks are after on this machine, harmless: a directory with a secret, a process that has one, services. */
export type Bait = AsyncDisposable & {
  /** Open to everybody on the host. */
  readonly outside: string;
  /** A text no other process on this machine has. */
  readonly mark: string;
  /** A process of the account's own. */
  readonly victim: ChildProcess;
  /** How attacks find all of it: OUTSIDE, MARK, PID, PORT, SOCKET. */
  readonly env: Readonly<Record<string, string>>;
};

/** Lays everything out; disposing of it leaves nothing. `account` is who commands run as when we are root. */
export async function layBait(account: Account | null): Promise<Bait> {
  const outside = await layFiles(account);
  const mark = randomBytes(6).toString("hex");
  const socket = join(outside, "service");
  const servers = await Promise.all([serve({ port: 0, host: "127.0.0.1" }), serve({ path: socket }), serve({ path: `\0service-${mark}` })]);
  await chmod(socket, 0o777);
  const address = servers[0].address();
  const port = typeof address === "object" ? address?.port : 0;
  const victim = await startVictim(outside, mark, account);
  return {
    outside,
    mark,
    victim,
    env: { OUTSIDE: outside, MARK: mark, PID: String(victim.pid), PORT: String(port), SOCKET: socket },
    async [Symbol.asyncDispose]() {
      for (const server of servers) server.close();
      victim.kill("SIGKILL");
      await rm(outside, { recursive: true, force: true });
    },
  };
}

async function layFiles(account: Account | null): Promise<string> {
  const outside = await realpath(await mkdtemp(join(tmpdir(), "adjutant-bait-")));
  await mkdir(join(outside, "home"));
  await writeFile(join(outside, "secret.txt"), "SECRET\n");
  await writeFile(join(outside, "home", ".bashrc"), "# theirs\n");
  await writeFile(join(outside, "movable"), "");
  for (const path of [outside, join(outside, "home")]) await chmod(path, 0o777);
  if (account !== null) await chown(join(outside, "home", ".bashrc"), account.uid, account.gid);
  return outside;
}

/** A service that says HOST to whoever calls. */
async function serve(where: { readonly port: number; readonly host: string } | { readonly path: string }): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => {}).end("HOST\n"));
  server.listen(where);
  await once(server, "listening");
  return server.unref();
}

/** It waits for a line that never comes, and ends with us; its environment, its command line, its directory and its open files are worth reading. */
async function startVictim(outside: string, mark: string, account: Account | null): Promise<ChildProcess> {
  const secret = await open(join(outside, "secret.txt"));
  try {
    const victim = spawn("/bin/sh", ["-c", "read -r line", `seen-${mark}`], {
      cwd: outside,
      env: { PATH: "/usr/bin:/bin", TOKEN: `hidden-${mark}` },
      stdio: ["pipe", "ignore", "ignore", secret.fd],
      detached: true,
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    await once(victim, "spawn");
    return victim;
  } finally {
    await secret.close();
  }
}
