/** What a space says of how a fresh workspace is made ready (product: 2.6). */
export type SetupSpec = {
  readonly command: readonly [string, ...string[]];
  /** Domains it may reach; approved by whoever wrote the configuration, for it alone. */
  readonly network: readonly string[];
  /** Secrets that it needs, by name; where they go belongs to its network. */
  readonly secrets: readonly string[];
  /** Workspace-relative directories that it fills, kept for the next workspace of the same lock files and base. */
  readonly cache: readonly string[];
  readonly timeoutMs: number;
};
