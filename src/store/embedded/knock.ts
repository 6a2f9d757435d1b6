import { Problem } from "../../domain/problem.ts";
import type { DatabaseAddress } from "../address.ts";
import { connect } from "../address.ts";

/** Whether a server answers; `busy` is one that is starting, stopping or stuck; `silent` means that nobody listens. */
export type Reply = "answers" | "busy" | "silent";

/** Asks the server for a sign of life. */
export async function knock(address: DatabaseAddress): Promise<Reply> {
  const sql = connect(address, { max: 1, connect_timeout: 5, fetch_types: false });
  try {
    await sql`select 1`;
    return "answers";
  } catch (error) {
    return judge(error, address);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function judge(error: unknown, address: DatabaseAddress): Reply {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return "silent";
    case "57P03": // cannot_connect_now
    case "CONNECT_TIMEOUT":
    case "CONNECTION_CLOSED":
    case "CONNECTION_DESTROYED":
    case "ECONNRESET":
    case "EPIPE":
      return "busy";
    case "53300": // too_many_connections, so many that only a running server can say it
      return "answers";
    default:
      throw new Problem(
        "database",
        `the embedded database at ${address.host} refuses us (${error instanceof Error ? error.message : error})`,
        error,
      );
  }
}
