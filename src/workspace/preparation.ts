import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { copyDirectory } from "./copying.ts";
import { initGitStore } from "./git-store.ts";
import { giveGitData } from "./linked-copy.ts";
import { makePassage, type Place } from "./place.ts";
import type { Prepared } from "./record.ts";
import { findRepository, kindOf } from "./repository.ts";
import { openSnapshots } from "./snapshot.ts";
import type { CopyReport } from "./tree-copy.ts";
import { canEnter, whyNoView } from "./view.ts";
import type { Preparation, Workspace, WorkspaceKind } from "./workspace.ts";
import { prepareWorktree } from "./worktree.ts";

/** Makes a workspace in an empty place. Whatever is left of an interrupted try must be gone. */
export async function prepareWorkspace(place: Place, { task, source, kind }: Preparation, account: Account | null): Promise<Prepared> {
  await makePassage(place.directory);
  if (account !== null && !(await canEnter(place.directory, account))) {
    throw new Problem(
      "workspace",
      `${place.directory}: the account ${account.name} cannot reach it. Set ADJUTANT_HOME to a directory it can enter, such as /var/lib/adjutant.`,
    );
  }
  if (kind === "worktree") {
    const base = await prepareWorktree(place, source, task, account);
    return await prepared({ kind, path: place.files, source, base, note: null }, kind, place, account);
  }
  const obstacle = kind === "view" ? await whyNoView(source, account) : null;
  const base = findRepository(source)?.head ?? null;
  if (kind === "view" && obstacle === null)
    return { workspace: { kind, path: source, source, base, note: null }, asked: kind, first: null };
  const missing = await makeCopy(place, source, account);
  const notes = [obstacle === null ? null : `A copy instead of a view: ${obstacle}.`, missing];
  const note = notes.filter((one) => one !== null).join(" ") || null;
  return await prepared({ kind: "copy", path: place.files, source, base, note }, kind, place, account);
}

async function makeCopy(place: Place, source: string, account: Account | null): Promise<string | null> {
  const report = await copySource(source, place.files, account);
  await initGitStore(place.git, account);
  return report.unreadable === 0 ? null : `${report.unreadable} files or directories could not be read and are missing.`;
}

/** Everything in a directory, ignored files and git data too. */
export async function copySource(source: string, files: string, account: Account | null): Promise<CopyReport> {
  const report = await copyDirectory(source, files, account);
  const repository = findRepository(source);
  if (repository !== null && kindOf(`${source}/.git`) === "file") await giveGitData(files, repository, account);
  return report;
}

async function prepared(workspace: Workspace, asked: WorkspaceKind, place: Place, account: Account | null): Promise<Prepared> {
  const first = await openSnapshots(place.git, place.files, account).take("as prepared");
  return { workspace, asked, first };
}
