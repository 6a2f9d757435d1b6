/** What can be wrong with input, configuration or the machine, each with its own exit and cure (architecture: ground rules). */
export type ProblemCode =
  | "usage"
  | "config"
  | "home"
  | "database"
  | "directory"
  | "procedure"
  | "channel"
  | "sandbox"
  | "workspace"
  | "lease"
  | "internal";

/**
 * The one error class. `message` is one line for people: what, where and how to cure it. `usage`, `config`, `home`,
 * `database`, `directory`, `procedure` and `channel` end a command with exit code 2; the others with 1.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
