import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  type Dirent,
  fstatSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  symlinkSync,
  utimesSync,
  writeSync,
} from "node:fs";

/** What to copy, as it is handed to the worker. */
export type CopyOrder = {
  readonly source: string;
  readonly target: string;
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  readonly maxEntries: number;
  readonly maxBytes: number;
};

export type CopyReport = {
  readonly entries: number;
  readonly bytes: number;
  /** Files and directories that we may not read. */
  readonly unreadable: number;
};

type Progress = { entries: number; bytes: number; unreadable: number };

const deepest = 200;
/** Small enough to be copied within moments on a slow disk. */
const pieceBytes = 16 * 1024 ** 2;
const separator = Buffer.from("/");

/**
 * Copies a directory: regular files (shared blocks where the file system can), directories and symbolic links as links, with
 * times and permissions; set-uid bits dropped; sockets, FIFOs and devices left out. Never follows a link, not even one that is
 * put in place meanwhile. Blocks its thread: meant for a worker.
 */
export function copyTree(order: CopyOrder): CopyReport {
  const progress: Progress = { entries: 0, bytes: 0, unreadable: 0 };
  copyDirectory(Buffer.from(order.source), Buffer.from(order.target), order, progress, 0);
  return progress;
}

function copyDirectory(source: Buffer, target: Buffer, order: CopyOrder, progress: Progress, depth: number): void {
  if (depth > deepest) throw new Error(`directories are nested more than ${deepest} deep`);
  const fd = open(source, constants.O_DIRECTORY, progress);
  if (fd === null) return;
  try {
    const stats = fstatSync(fd);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    const here = pathOf(fd, source);
    for (const entry of readdirSync(here, { withFileTypes: true, encoding: "buffer" })) {
      account(order, progress);
      copyEntry(entry, join(here, entry.name), join(target, entry.name), order, progress, depth);
    }
    finish(target, stats, (stats.mode & 0o777) | 0o700, order);
  } finally {
    closeSync(fd);
  }
}

function copyEntry(entry: Dirent<Buffer>, source: Buffer, target: Buffer, order: CopyOrder, progress: Progress, depth: number): void {
  if (entry.isDirectory()) copyDirectory(source, target, order, progress, depth + 1);
  else if (entry.isSymbolicLink()) copyLink(source, target, order);
  else if (entry.isFile()) copyFile(source, target, order, progress);
}

function copyFile(source: Buffer, target: Buffer, order: CopyOrder, progress: Progress): void {
  const fd = open(source, constants.O_NONBLOCK, progress);
  if (fd === null) return;
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return;
    progress.bytes += stats.size;
    account(order, progress, 0);
    copyContent(fd, pathOf(fd, source), target, stats.size);
    finish(target, stats, stats.mode & 0o777, order);
  } finally {
    closeSync(fd);
  }
}

/** No call of the system can be ended: what is large and cannot share its blocks is copied in pieces. */
function copyContent(fd: number, source: Buffer, target: Buffer, bytes: number): void {
  if (bytes <= pieceBytes) {
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
    return;
  }
  try {
    copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE);
  } catch {
    copyPieces(fd, target);
  }
}

function copyPieces(fd: number, target: Buffer): void {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  const [copy, piece] = [openSync(target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600), Buffer.allocUnsafe(pieceBytes)];
  try {
    for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
      for (let written = 0; written < read; ) written += writeSync(copy, piece, written, read - written);
    }
  } finally {
    closeSync(copy);
  }
}

function copyLink(source: Buffer, target: Buffer, order: CopyOrder): void {
  const stats = lstatSync(source);
  symlinkSync(readlinkSync(source, { encoding: "buffer" }), target);
  if (order.owner !== null) lchownSync(target, order.owner.uid, order.owner.gid);
  lutimesSync(target, stats.atimeMs / 1000, stats.mtimeMs / 1000);
}

function finish(target: Buffer, stats: Stats, mode: number, order: CopyOrder): void {
  if (order.owner !== null) lchownSync(target, order.owner.uid, order.owner.gid);
  chmodSync(target, mode);
  utimesSync(target, stats.atimeMs / 1000, stats.mtimeMs / 1000);
}

function open(path: Buffer, flags: number, progress: Progress): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | flags);
  } catch (fault) {
    const code = fault instanceof Error && "code" in fault ? fault.code : null;
    // Gone or turned into a link since it was listed: then it is not part of the copy.
    if (code === "ENOENT" || code === "ELOOP" || code === "ENOTDIR") return null;
    if (code !== "EACCES" && code !== "EPERM") throw fault;
    progress.unreadable++;
    return null;
  }
}

/** On Linux an open directory's children are reached through its descriptor, so that no ancestor can be swapped for a link. */
function pathOf(fd: number, path: Buffer): Buffer {
  return process.platform === "linux" ? Buffer.from(`/proc/self/fd/${fd}`) : path;
}

function join(directory: Buffer, name: Buffer): Buffer {
  return Buffer.concat([directory, separator, name]);
}

function account(order: CopyOrder, progress: Progress, entries = 1): void {
  progress.entries += entries;
  if (progress.entries > order.maxEntries) throw new Error(`it has more than ${order.maxEntries} entries`);
  if (progress.bytes > order.maxBytes) throw new Error(`it is larger than ${Math.round(order.maxBytes / 1024 ** 3)} GiB`);
}
