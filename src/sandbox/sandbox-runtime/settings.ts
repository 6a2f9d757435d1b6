import { join } from "node:path";
import { programTrees, systemDirectories, systemFiles } from "../machine-files.ts";
import type { Plan } from "../plan.ts";
import { accept, type Checked, refuse } from "../refusal.ts";

/** Where the programs of the engine are. */
export type Parts = { readonly directory: string; readonly bwrap: string; readonly socat: string };

/**
 * A plan as this engine can show it: everything where it is on the host. What a variable calls by its place inside is called by its
 * place on the host. What it cannot enforce refuses the run: a part of the workspace that may be written (with everything else closed it
 * shows all of it read-only), a file in place of another, and directories that lie in one another: what is outside would decide what is inside.
 */
export function settle(plan: Plan): Checked<Plan> {
  const { workspace, writes, binds } = plan;
  const cure = "use bubblewrap (sandbox.backend), or approve the whole workspace";
  if (writes.some((path) => path !== "")) return refuse("sandbox-runtime cannot keep writes to a part of the workspace", cure);
  if (binds.some(({ target }) => target.startsWith("/workspace/")))
    return refuse("sandbox-runtime cannot show a file in place of another", cure);
  const sources = [workspace, ...binds.map(({ source }) => source)];
  if (sources.some((one, at) => sources.some((other, index) => index !== at && `${one}/`.startsWith(`${other}/`))))
    return refuse("sandbox-runtime cannot keep apart directories that lie in one another", cure);
  const places = new Map([["/workspace", workspace], ...binds.map(({ source, target }) => [target, source] as const)]);
  return accept({
    ...plan,
    directory: join(workspace, plan.directory.slice("/workspace".length)),
    shown: plan.shown.map(({ source }) => ({ source, target: source })),
    env: Object.fromEntries(Object.entries(plan.env).map(([name, value]) => [name, places.get(value) ?? value])),
  });
}

/** The engine's own settings for a plan; `texts` are the files of ours that the launcher needs. Of the network there is none. */
export function settingsOf({ workspace, writes, binds }: Plan, { directory, bwrap, socat }: Parts, texts: readonly string[]): object {
  const shown = [workspace, ...binds.map(({ source }) => source), ...texts];
  return {
    network: { allowedDomains: [], deniedDomains: [], strictAllowlist: true },
    filesystem: {
      denyRead: ["/", "/sys"],
      allowRead: [...["/usr", ...programTrees, ...systemDirectories(), ...systemFiles], join(directory, "vendor/seccomp"), socat, ...shown],
      allowWrite: [...(writes.length > 0 ? [workspace] : []), ...binds.filter(({ writable }) => writable).map(({ source }) => source)],
      denyWrite: [],
    },
    bwrapPath: bwrap,
    socatPath: socat,
  };
}
