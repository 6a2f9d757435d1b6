const runs = /`{3,}/g;

/** What `closeFences` may add. */
export const fenceClosing = "\n```";

/** Closes a code fence that the text leaves open; chat clients take any run of three or more backticks for one. Idempotent. */
export function closeFences(text: string): string {
  let open = false;
  for (const _ of text.matchAll(runs)) open = !open;
  return open ? text + fenceClosing : text;
}
