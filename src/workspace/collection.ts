import { createHash } from "node:crypto";
import { constants, type Dirent } from "node:fs";
import { type FileHandle, mkdir, open, opendir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "../domain/step.ts";
import type { Names } from "./artifact-name.ts";

/** Per attempt (product: artifacts are files a step produced, not a disk of its own). */
const caps = { files: 64, fileBytes: 32 * 1024 ** 2, totalBytes: 128 * 1024 ** 2, depth: 8, entries: 10_000 };

type Collected = { readonly artifacts: readonly Artifact[]; readonly refused: readonly string[] };
type Collection = {
  readonly kept: string;
  readonly names: Names;
  readonly artifacts: Artifact[];
  readonly refused: string[];
  bytes: number;
  entries: number;
};

/**
 * Copies what a step left to where no step can reach it (sandbox.md: host hygiene). Links are never followed, nothing but
 * regular files with one name is read, FIFOs are not waited for; whatever is refused is told with its reason. Directories
 * become part of the name.
 */
export async function collectFiles(from: string, kept: string, names: Names): Promise<Collected> {
  const collection: Collection = { kept, names, artifacts: [], refused: [], bytes: 0, entries: 0 };
  await mkdir(kept, { recursive: true, mode: 0o700 });
  await collectDirectory(Buffer.from(from), "", collection, 0);
  return collection;
}

async function collectDirectory(path: Buffer, prefix: string, collection: Collection, depth: number): Promise<void> {
  const directory = await openSafely(path, constants.O_DIRECTORY);
  if (directory === null) return refuse(collection, prefix, "not a directory that can be read");
  try {
    const here = process.platform === "linux" ? Buffer.from(`/proc/self/fd/${directory.fd}`) : path;
    for (const entry of await listSome(here, caps.entries + 1 - collection.entries)) {
      if (++collection.entries > caps.entries) return refuse(collection, prefix || ".", `more than ${caps.entries} entries`);
      await collectEntry(entry, Buffer.concat([here, Buffer.from("/"), entry.name]), prefix, collection, depth);
    }
  } finally {
    await directory.close();
  }
}

/** Entries of a directory in the order of their names; of one with more than `most` some, because all of them could fill our memory. */
async function listSome(path: Buffer, most: number): Promise<readonly Dirent<Buffer>[]> {
  const entries: Dirent<Buffer>[] = [];
  // The types know of no names that are bytes here; at run time each is one, as with `readdir`.
  const directory: AsyncIterable<unknown> = await opendir(path, { encoding: "buffer" as BufferEncoding });
  for await (const entry of directory) {
    entries.push(entry as Dirent<Buffer>);
    if (entries.length >= most) break;
  }
  return entries.sort((a, b) => Buffer.compare(a.name, b.name));
}

async function collectEntry(entry: Dirent<Buffer>, path: Buffer, prefix: string, collection: Collection, depth: number): Promise<void> {
  const origin = prefix + entry.name.toString();
  if (entry.isDirectory() && depth >= caps.depth) return refuse(collection, origin, `nested more than ${caps.depth} deep`);
  if (entry.isDirectory()) return await collectDirectory(path, `${origin}/`, collection, depth + 1);
  if (!entry.isFile()) return refuse(collection, origin, "not a regular file");
  const file = await openSafely(path, constants.O_NONBLOCK);
  if (file === null) return refuse(collection, origin, "cannot be read");
  try {
    await collectFile(file, origin, prefix + entry.name.toString("latin1"), collection);
  } finally {
    await file.close();
  }
}

async function collectFile(file: FileHandle, origin: string, key: string, collection: Collection): Promise<void> {
  const stats = await file.stat();
  const why = whyRefused(stats.isFile(), stats.nlink, stats.size, collection);
  if (why !== null) return refuse(collection, origin, why);
  const name = collection.names(`file:${key}`, origin.replaceAll("/", "-"));
  const path = join(collection.kept, name);
  const copied = await copyOut(file, path);
  if (copied === null) return refuse(collection, origin, "it grew while it was read");
  collection.bytes += copied.bytes;
  collection.artifacts.push({ name, path, ...copied });
}

function whyRefused(regular: boolean, links: number, bytes: number, collection: Collection): string | null {
  if (!regular) return "not a regular file";
  if (links > 1) return "it has a second name somewhere (hard link)";
  if (collection.artifacts.length >= caps.files) return `more than ${caps.files} files`;
  if (bytes > caps.fileBytes) return `larger than ${caps.fileBytes / 1024 ** 2} MiB`;
  return collection.bytes + bytes > caps.totalBytes ? `more than ${caps.totalBytes / 1024 ** 2} MiB in all` : null;
}

/** Copies an open file; null when it turned out larger than its cap. */
async function copyOut(file: FileHandle, path: string): Promise<Pick<Artifact, "bytes" | "sha256"> | null> {
  await rm(path, { force: true });
  const target = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(256 * 1024);
  let bytes = 0;
  try {
    for (let read = await file.read(chunk, 0, chunk.length, 0); read.bytesRead > 0; read = await file.read(chunk, 0, chunk.length, bytes)) {
      bytes += read.bytesRead;
      if (bytes > caps.fileBytes) return null;
      hash.update(chunk.subarray(0, read.bytesRead));
      await target.writeFile(chunk.subarray(0, read.bytesRead));
    }
  } finally {
    await target.close();
    if (bytes > caps.fileBytes) await rm(path, { force: true });
  }
  return { bytes, sha256: hash.digest("hex") };
}

async function openSafely(path: Buffer, flags: number): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | flags);
  } catch {
    return null;
  }
}

function refuse(collection: Collection, origin: string, why: string): void {
  collection.refused.push(`${origin || "."}: ${why}`);
}
