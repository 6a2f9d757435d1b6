import { z } from "zod";
import { runningKeys } from "../../domain/guarded.ts";

/** Files that tell npm and the runners what to run and which shell to run it with. */
export const runnerFiles = new RegExp(
  `(?:^|/)(?:${[
    String.raw`\.npmrc|\.yarnrc(?:\.ya?ml)?|bunfig\.toml`,
    String.raw`(?:jest|vitest|ava|karma|playwright|cypress|wdio)\.(?:config|conf|workspace)\.(?:[cm]?[jt]sx?|json)`,
    String.raw`\.(?:mocharc|nycrc|c8rc|taprc)(?:\.\w+)?`,
    String.raw`eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.\w+)?|\.eslintignore|biome\.jsonc?`,
  ].join("|")})$`,
);

export const manifest = /(?:^|\/)package\.json$/;

const Manifest = z.record(z.string(), z.unknown());

/** The current package.json with the base's scripts and runner settings; the base's whole text where the current one cannot be read. */
export function defineScripts(base: string, now: string): string {
  const [before, after] = [readManifest(base), readManifest(now)];
  if (before === null || after === null) return base;
  const rest = Object.entries(after).filter(([key]) => !runningKeys.has(key));
  const kept = Object.entries(before).filter(([key]) => runningKeys.has(key));
  return `${JSON.stringify(Object.fromEntries([...rest, ...kept]), null, 2)}\n`;
}

function readManifest(text: string): z.infer<typeof Manifest> | null {
  try {
    return Manifest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
