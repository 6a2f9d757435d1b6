import { chmod, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bridgeScript } from "../bridge.ts";
import { makePipe, openOwnDirectory } from "../own-directory.ts";
import { ownFiles } from "../own-files.ts";
import type { Account, Bind } from "../sandbox.ts";
import { beginning } from "./beginning.ts";
import { bridgeProgram } from "./libraries.ts";

/** What this process shows to all its containers, in a directory that only we can enter; the daemon shows single files of it. */
export type Files = {
  readonly directory: string;
  /** Files over the image's own: path inside, file on the host. */
  readonly own: readonly (readonly [string, string])[];
  /** The text that begins every run without a network, and everything of one with a network. */
  readonly launcher: string;
  readonly bridge: { readonly launcher: string; readonly script: string; readonly binds: readonly Bind[] };
  readonly profile: string;
  /** A pipe that we hold open as long as we live. */
  readonly lifeline: string;
  /** Writes a text that one run is to see. Whoever calls takes it away again. */
  add(name: string, text: string): Promise<string>;
};

/** How such directories are called. */
export const directoryPrefix = "adjutant-docker-";

/** Lays everything out once; it is taken away when this process ends. Rejects where that cannot be done. */
export async function layFiles(owner: Pick<Account, "gid" | "uid">, profile: string): Promise<Files> {
  const directory = await openOwnDirectory(directoryPrefix);
  const add = async (name: string, text: string) => {
    await writeFile(join(directory, name), text, { mode: 0o444 });
    return join(directory, name);
  };
  const bridge = bridgeProgram(await realpath(process.execPath));
  const etc = [...ownFiles(owner), ["/etc/resolv.conf", ""], ["/etc/hostname", ""]] as const;
  return {
    directory,
    own: await Promise.all(etc.map(async ([path, text]) => [path, await add(path.replaceAll("/", "_"), text)] as const)),
    launcher: await add("launch", beginning(null)),
    bridge: {
      launcher: await add("launch-bridged", beginning(bridge.command)),
      script: await add("bridge.cjs", bridgeScript),
      binds: bridge.binds,
    },
    profile: await add("calls.json", profile),
    lifeline: await makeLifeline(join(directory, "lifeline")),
    add,
  };
}

/** Takes a text away that was added for one run. */
export async function removeText(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** A command may run under our own account: it can wait for the end of this pipe, and not hold it open. */
async function makeLifeline(path: string): Promise<string> {
  await makePipe(path);
  await chmod(path, 0o444);
  return path;
}
