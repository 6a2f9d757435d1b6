import { createHash } from "node:crypto";

/** A repeat of what is sent under this name within some minutes is the first one's message, and no new one (platforms.md: 4). */
export function onceAs(name: string) {
  return { nonce: nonceOf(name), enforce_nonce: true };
}

/** Discord takes 25 characters. */
export function nonceOf(name: string): string {
  return createHash("sha256").update(name).digest("base64url").slice(0, 25);
}

/** One name in one channel: nonces count in all of them, and several people may be shown the same. `files`: those that are sent with it. */
export function onceName(channel: string, name: string, files: readonly string[] = []): string {
  return [channel, name, ...files].join("/");
}

/**
 * Written on every message of ours as the number of its first component: what of the outbox it shows. Discord keeps it, where it does
 * not show a nonce again.
 */
export function markOf(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0) & 0x7fff_ffff || 1;
}

/** A part of what is shown under a key. */
export function partName(key: string, part: number): string {
  return `${key}/${part}`;
}

/** All files beside what is shown under a key. */
export function filesName(key: string): string {
  return `${key}/files`;
}

/** How a request names the files that come with it. */
export function attached(names: readonly string[]) {
  return names.length === 0 ? {} : { attachments: names.map((filename, id) => ({ id: `${id}`, filename })) };
}
