import { createHash } from "node:crypto";
import { join } from "node:path";

/** Everything the embedded database keeps, all of it below ADJUTANT_HOME unless that is too long for a socket. */
export type Places = {
  readonly home: string;
  /** The cluster itself (architecture: one database). */
  readonly data: string;
  readonly password: string;
  readonly log: string;
  /** Held while somebody starts or stops the server. */
  readonly door: string;
  /** Shared by everybody who uses the server. */
  readonly presence: string;
  /** The directory of the server's socket. */
  readonly socket: string;
};

/** Socket paths longer than this are EINVAL somewhere: 107 bytes on Linux (platforms.md), 103 on macOS. */
const longestSocketPath = 103;

/** The socket's name in its directory; Postgres makes it from the port, whether or not it listens there. */
export const socketName = ".s.PGSQL.5432";

/**
 * The places below a home (absolute, symbolic links resolved). The socket lies in the home too, where nobody else can
 * put anything; below a long home it moves to a directory in /tmp that depends on nothing but the home and its owner,
 * so that every shell and service of this account finds the same one.
 */
export function placesOf(home: string, uid: number): Places {
  const near = join(home, "postgres-socket");
  const far = `/tmp/adjutant-${uid}-${createHash("sha256").update(home).digest("hex").slice(0, 16)}`;
  return {
    home,
    data: join(home, "postgres"),
    password: join(home, "postgres.password"),
    log: join(home, "postgres.log"),
    door: join(home, "postgres.door"),
    presence: join(home, "postgres.presence"),
    socket: Buffer.byteLength(join(near, socketName)) <= longestSocketPath ? near : far,
  };
}
