import { readSpoken } from "../../domain/grammar.ts";
import type { Principal } from "../../domain/principal.ts";
import { Away } from "../answer.ts";
import { renderGrants } from "./look/grants.ts";
import type { NewsOf, Workroom } from "./workroom.ts";

/** Whether a command asks for somebody's standing approvals. */
export function asksForGrants(text: string): boolean {
  const spoken = readSpoken(text);
  return spoken?.kind === "ask" && spoken.what === "grants";
}

/** Tells who gave the command what they allowed, each with the button that takes it back (product: 2.4). */
export async function tellGrants({ key, from }: NewsOf<"command">, by: Principal, { desk, replies }: Workroom): Promise<void> {
  const grants = renderGrants(await desk.grantsOf(by), Date.now());
  const answer = await replies.tell({ user: by.id, channel: from.channel }, grants, key);
  if (answer.kind === "later") throw new Away("Discord wants no message now", { afterMs: answer.afterMs });
}
