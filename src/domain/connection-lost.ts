/** The database did not answer: what was asked may have happened or not. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";

  constructor(cause?: unknown) {
    super(`the connection to the database was lost${cause instanceof Error ? ` (${cause.message})` : ""}`, { cause });
  }
}

/** Whether something broke because the database went away, and not of itself. */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof Error && error.cause !== undefined && isConnectionLost(error.cause));
}
