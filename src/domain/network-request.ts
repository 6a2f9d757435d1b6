/** One request of a command to the outside, as the audit keeps it: never its query, its body or a secret's value. */
export type NetworkRequest = {
  readonly at: number;
  readonly host: string;
  readonly port: number;
  /** `CONNECT` for a tunnel, into which nobody sees. */
  readonly method: string;
  /** Without its query; null of a tunnel. */
  readonly path: string | null;
  /** Why it was refused or came to nothing; null when it was let through. */
  readonly refused: string | null;
  /** What the other side answered, or we in its place; null of a tunnel that was opened. */
  readonly status: number | null;
  /** Bytes to the other side and back. */
  readonly sent: number;
  readonly received: number;
  /** Names of the secrets that were put into it. */
  readonly secrets: readonly string[];
  /** What a service with a secret said it used: zeros where one that is paid by tokens said nothing, null where no other did. */
  readonly tokens: Tokens | null;
};

export type Tokens = { readonly prompt: number; readonly completion: number };
