import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cleanName, createNames } from "./artifact-name.ts";
import { safeName } from "./place.ts";
import type { Attachments } from "./workspace.ts";

/**
 * Attachments below a directory of the home that no step ever sees: what a step is to read is copied for it. Each lies in a
 * directory of its own, named after its key.
 */
export function openAttachments(root: string): Attachments {
  return {
    keep: async (conversation, { key, name, content }) => {
      const own = join(root, safeName(conversation), createHash("sha256").update(key).digest("hex").slice(0, 32));
      const clean = cleanName(name);
      await mkdir(own, { recursive: true, mode: 0o700 });
      const written = `${own}.part`;
      await writeFile(written, content, { mode: 0o600 });
      await rename(written, join(own, clean));
      return clean;
    },
    list: async (conversation) => {
      const directory = join(root, safeName(conversation));
      const kept = await Promise.all((await entriesOf(directory)).map((key) => filesOf(join(directory, key))));
      const names = createNames();
      return kept
        .flat()
        .toSorted((one, other) => one.at - other.at || one.path.localeCompare(other.path))
        .map(({ name, path }) => ({ name: names(path, name), path }));
    },
    conversations: () => entriesOf(root),
    remove: async (conversation, keptUntil) => {
      const directory = join(root, safeName(conversation));
      for (const key of await entriesOf(directory)) {
        const own = join(directory, key);
        const files = await filesOf(own);
        if (files.every(({ at }) => at <= keptUntil)) await rm(own, { recursive: true, force: true });
      }
      // One that came meanwhile keeps it.
      await rmdir(directory).catch(() => undefined);
    },
  };
}

async function entriesOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function filesOf(directory: string) {
  const names = await readdir(directory);
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      return { name, path, at: (await stat(path)).mtimeMs };
    }),
  );
}
