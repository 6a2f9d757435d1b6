import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { Problem } from "../domain/problem.ts";
import type { Environment } from "./environment.ts";

/** Where Adjutant keeps its state: ADJUTANT_HOME, else root's or the user's usual place (architecture: names that stay fixed). */
export function homeOf(environment: Environment): string {
  if (environment.home !== null) return absolute("ADJUTANT_HOME", environment.home, environment, "home");
  if (environment.root) return "/var/lib/adjutant";
  return join(environment.xdgStateHome ?? join(environment.userHome, ".local", "state"), "adjutant");
}

/** Where the configuration file is looked for: ADJUTANT_CONFIG, else root's or the user's usual place. */
export function configFileOf(environment: Environment): string {
  if (environment.config !== null) return absolute("ADJUTANT_CONFIG", environment.config, environment, "config");
  if (environment.root) return "/etc/adjutant/adjutant.yaml";
  return join(environment.xdgConfigHome ?? join(environment.userHome, ".config"), "adjutant", "adjutant.yaml");
}

/** Where files with secrets are looked for: ADJUTANT_SECRETS_DIR, else `secrets` of the home. */
export function secretsDirectoryOf(environment: Environment): string {
  if (environment.secretsDir !== null) return absolute("ADJUTANT_SECRETS_DIR", environment.secretsDir, environment, "config");
  return join(homeOf(environment), "secrets");
}

/** Named places below a home. All of them govern: none may lie inside a workspace, or be shown to a step but for what is its own. */
export type Layout = {
  readonly home: string;
  readonly postgres: string;
  readonly workspaces: string;
  readonly artifacts: string;
  /** Files that came with requests. */
  readonly attachments: string;
  /** Heads of the audit chains, outside the database that they vouch for (product: audit). */
  readonly auditHeads: string;
  /** The key that seals them; whoever has it can forge entries. */
  readonly auditKey: string;
  /** The key that opens the tokens that workspaces gave us. */
  readonly tokenKey: string;
  /** The code with which a person claims the installation. */
  readonly ownerClaim: string;
  /** What setups of spaces left, for the next workspace. */
  readonly setups: string;
  /** A directory that is and stays empty: the source of tasks without one. */
  readonly empty: string;
};

export function layout(home: string): Layout {
  return {
    home,
    postgres: join(home, "postgres"),
    workspaces: join(home, "workspaces"),
    artifacts: join(home, "artifacts"),
    attachments: join(home, "attachments"),
    auditHeads: join(home, "audit-heads"),
    auditKey: join(home, "audit.key"),
    tokenKey: join(home, "token.key"),
    ownerClaim: join(home, "owner-claim"),
    setups: join(home, "setups"),
    empty: join(home, "empty"),
  };
}

/** A path with `~/` spelled out, as configuration files write it. */
export function expandHome(path: string, userHome: string = homedir()): string {
  return path === "~" || path.startsWith("~/") ? join(userHome, path.slice(1)) : path;
}

/** A path as people know it, with `~` for their home. */
export function abbreviateHome(path: string, userHome: string): string {
  return userHome !== "/" && path.startsWith(`${userHome}/`) ? `~${path.slice(userHome.length)}` : path;
}

function absolute(name: string, value: string, { userHome }: Environment, code: "home" | "config"): string {
  const path = expandHome(value, userHome);
  if (isAbsolute(path)) return join(path);
  throw new Problem(code, `${name}: expected an absolute path, got ${JSON.stringify(value)}. Write the whole path, beginning with /.`);
}
