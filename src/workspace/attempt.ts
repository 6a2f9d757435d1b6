import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "../domain/step.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { createNames } from "./artifact-name.ts";
import { collectFiles } from "./collection.ts";
import { makeOwned } from "./git-store.ts";
import { writeHandOver } from "./hand-over.ts";
import { makePassage, type Place, safeName } from "./place.ts";
import { removeDirectory } from "./removal.ts";
import type { Attached, AttemptFiles, EarlierStep } from "./workspace.ts";

type Attempt = {
  readonly place: Place;
  readonly artifacts: string;
  readonly account: Account | null;
  readonly task: string;
  readonly step: string;
  readonly n: number;
};

/**
 * Makes an attempt's directories, empty but for what earlier steps left, and knows how to bring its files to safety. Those of the
 * step's earlier attempts go: what they had was brought to safety, or was lost with the process that was to do it.
 */
export async function openAttempt(
  attempt: Attempt,
  earlier: readonly EarlierStep[],
  attached: readonly Attached[] = [],
): Promise<AttemptFiles> {
  const names = Array.from({ length: attempt.n }, (_, at) => `${safeName(attempt.step)}.${at + 1}`);
  for (const one of names) await removeDirectory(join(attempt.place.attempts, one), attempt.account);
  const name = `${safeName(attempt.step)}.${attempt.n}`;
  const directory = join(attempt.place.attempts, name);
  for (const passage of [attempt.place.directory, attempt.place.attempts, directory]) await makePassage(passage);
  const steps = join(directory, "steps");
  const left = join(directory, "artifacts");
  await writeHandOver(steps, earlier, attached);
  await makeOwned(left, attempt.account);
  return filesOf(steps, left, join(attempt.artifacts, safeName(attempt.task), name));
}

function filesOf(steps: string, artifacts: string, kept: string): AttemptFiles {
  const names = createNames();
  let refused: readonly string[] = [];
  return {
    steps,
    artifacts,
    collect: async () => {
      const collected = await collectFiles(artifacts, kept, names);
      refused = collected.refused;
      return collected.artifacts;
    },
    refused: () => refused,
    keep: (name, content) => keepContent(kept, names(`text:${name}`, name), content),
  };
}

async function keepContent(kept: string, name: string, content: string | Uint8Array): Promise<Artifact> {
  const path = join(kept, name);
  const bytes = Buffer.from(content);
  await mkdir(kept, { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600 });
  return { name, path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
