import { once } from "node:events";
import { realpath } from "node:fs/promises";
import type { Socket } from "node:net";
import { createConnection } from "node:net";
import { isAbsolute } from "node:path";
import { Problem } from "../../domain/problem.ts";
import { ourselves } from "../../host/account.ts";
import { makeDirectory } from "../../host/directory.ts";
import type { DatabaseAddress, Dial } from "../address.ts";
import { chooseServerAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { ensureCluster, readAddress } from "./cluster.ts";
import type { FileLock } from "./file-lock.ts";
import { tryExclusiveLock, trySharedLock, waitForLock } from "./file-lock.ts";
import type { Places } from "./places.ts";
import { placesOf, socketName } from "./places.ts";
import { startPostmaster, stopPostmaster, waitForRunning } from "./postmaster.ts";
import { prepareSocketDirectory } from "./socket-directory.ts";

/** Our part in the machine's own database. */
export type EmbeddedDatabase = {
  readonly address: DatabaseAddress;
  /** Connects to the server, after starting it again if somebody ended it under us. */
  readonly dial: Dial;
  /** Leaves, and stops the server if nobody else uses it. Idempotent. */
  close(): Promise<void>;
};

/** Longer than a start that recovers from a crash, so that those who wait outlast the one at work. */
const doorTimeoutMs = 180_000;

/**
 * Joins the database of a home (absolute path), starting or making it when we are the first. Any number of processes
 * share it; the last one to leave stops it. One that is killed leaves it running for the next. Throws Problem("database").
 */
export async function openEmbedded(home: string): Promise<EmbeddedDatabase> {
  const places = await settle(home);
  const { address, presence } = await behindDoor(places, async () => ({ address: await ensureRunning(places), presence: join(places) }));
  let leaving: Promise<void> | null = null;
  const revive = singly(() => behindDoor(places, async () => void (leaving === null && (await ensureRunning(places)))));
  const close = () => {
    leaving ??= behindDoor(places, () => leave(places, presence));
    return leaving;
  };
  return { address, dial: () => dial(`${address.host}/${socketName}`, revive), close };
}

/** Any number of callers at the same time wait for one and the same run. */
function singly(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}

/** A refused connection is worth one revival; if that fails too, the second refusal is the driver's to report. */
async function dial(path: string, revive: () => Promise<void>): Promise<Socket> {
  const socket = createConnection(path);
  const connected = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  if (connected) return socket;
  await revive().catch(() => {});
  return createConnection(path);
}

/** Under the door, so that nobody joins between the look around and the stop. */
async function leave(places: Places, presence: FileLock): Promise<void> {
  presence.release();
  const alone = tryExclusiveLock(places.presence);
  if (alone === null) return;
  try {
    await stopPostmaster(places);
  } finally {
    alone.release();
  }
}

function join(places: Places): FileLock {
  const presence = trySharedLock(places.presence);
  if (presence === null) throw new Problem("database", `${places.presence} is locked by something else than adjutant: end it`);
  return presence;
}

/** Connects first, and starts a server only if nobody answers (platforms.md: embedded Postgres). */
async function ensureRunning(places: Places): Promise<DatabaseAddress> {
  const known = await readAddress(places);
  if (known !== null && (await waitForRunning(places, known))) return known;
  const account = await chooseServerAccount(places);
  const binaries = await findBinaries(places, account);
  await ensureCluster(places, binaries, account);
  await prepareSocketDirectory(places.socket, account);
  const address = known ?? (await readAddress(places));
  if (address === null) throw new Problem("database", `${places.data} vanished while it was made: try again`);
  await startPostmaster(places, binaries, account, address);
  return address;
}

async function settle(home: string): Promise<Places> {
  if (!isAbsolute(home)) throw new Problem("home", `ADJUTANT_HOME must be an absolute path, not ${home}`);
  const refuse = (error: unknown) => {
    throw new Problem("home", `ADJUTANT_HOME (${home}) cannot be made: choose a directory that we may write to`, error);
  };
  // Only the home is private: what is made above it stays passable, or root's servant would be locked out.
  await makeDirectory(home, 0o700).catch(refuse);
  return placesOf(await realpath(home), ourselves().uid);
}

/** One at a time starts or stops the server, whichever process it is in. */
async function behindDoor<T>(places: Places, work: () => Promise<T>): Promise<T> {
  const door = await waitForLock(places.door, doorTimeoutMs);
  if (door === null)
    throw new Problem(
      "database",
      `another adjutant has been starting or stopping the database in ${places.home} for three minutes: see ${places.log}`,
    );
  try {
    return await work();
  } finally {
    door.release();
  }
}
