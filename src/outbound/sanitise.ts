import { type Caps, capText } from "./cap.ts";
import { removeControls } from "./control.ts";

/**
 * Makes a text of unknown origin fit to be shown: control sequences, overwrites and invisible characters out, code fences
 * closed, length and lines capped with an honest "… n more lines" (sandbox.md: output to chat). Idempotent, linear time.
 * It does not look for secrets: everything that leaves goes through `createOutbound`, which does both in the right order.
 */
export function sanitise(text: string, caps: Caps): string {
  return capText(removeControls(text), caps);
}
