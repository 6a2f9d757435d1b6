import { chmod, chown, lstat, mkdtemp, readdir, rmdir, unlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../sandbox/sandbox.ts";

/** The directory of one run's proxy: its socket and its certificates, for the account that commands run as and nobody else. */
export type Place = {
  readonly socket: string;
  readonly certificates: string;
  /** The socket is there now: the directory changes hands. */
  handOver(): Promise<void>;
  writeCertificates(text: string): Promise<void>;
  remove(): Promise<void>;
};

const prefix = "adjutant-net-";
const names = { socket: "proxy.sock", certificates: "certificates.pem" } as const;
/** A socket's whole path has room for 107 bytes. */
const longestBase = 60;

/** A short directory that the account can reach: as root only `/tmp` surely is one. */
function baseFor(account: Account | null): string {
  const usual = tmpdir();
  return account === null && Buffer.byteLength(usual) <= longestBase ? usual : "/tmp";
}

export async function makePlace(account: Account | null): Promise<Place> {
  const directory = await mkdtemp(join(baseFor(account), prefix));
  const [socket, certificates] = [join(directory, names.socket), join(directory, names.certificates)];
  const give = async (path: string) => (account === null ? undefined : chown(path, account.uid, account.gid));
  return {
    socket,
    certificates,
    handOver: async () => {
      await chmod(socket, 0o600);
      await give(socket);
      await give(directory);
    },
    writeCertificates: (text) => writeFile(certificates, text, { mode: 0o444, flag: "wx" }),
    remove: () => removePlace(directory),
  };
}

/** By the names of what we made: whoever put something else there keeps it. */
async function removePlace(directory: string): Promise<void> {
  for (const name of Object.values(names)) await unlink(join(directory, name)).catch(() => {});
  await rmdir(directory).catch(() => {});
}

/** So long a place may be there without anybody listening yet. */
const beginsMs = 60_000;

/** Removes what processes left that were killed: places of ours where nobody listens any more. */
export async function sweepPlaces(account: Account | null): Promise<void> {
  const base = baseFor(account);
  const owners = [process.geteuid?.(), account?.uid];
  for (const name of await readdir(base).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const directory = join(base, name);
    const found = await lstat(directory).catch(() => null);
    if (!found?.isDirectory() || !owners.includes(found.uid)) continue;
    const state = await ask(join(directory, names.socket));
    if (state === "ECONNREFUSED" || (state === "ENOENT" && Date.now() - found.mtimeMs > beginsMs)) await removePlace(directory);
  }
}

/** The code of the system's error; null when somebody listens. */
function ask(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(null);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
  });
}
