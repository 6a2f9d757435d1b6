import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { InstallURLOptions, StateStore } from "@slack/bolt";

/** An installation that was begun has to end within so many milliseconds; @slack/oauth's cookie lives as long. */
const lifeMs = 600_000;

/**
 * What goes to Slack and comes back with whoever allows the app in: when it was begun and something nobody can guess, signed. Good
 * once, and (@slack/oauth sees to that) only in the browser that began. Nothing is taken from it: `options` are ours.
 */
export function openStates(secret: string, options: InstallURLOptions, now: () => number = Date.now): StateStore {
  const used = new Map<string, number>();
  const sign = (text: string) => createHmac("sha256", secret).update(text).digest();
  const complain = (why: string) => {
    // The word by which @slack/oauth answers 400.
    throw Object.assign(new Error(why), { code: "slack_oauth_invalid_state" });
  };
  return {
    generateStateParam: async () => {
      const text = `${now()}.${randomBytes(18).toString("base64url")}`;
      return `${text}.${sign(text).toString("base64url")}`;
    },
    verifyStateParam: async (_, state) => {
      const [begun = "", random = "", signature = ""] = state.split(".");
      const [theirs, ours] = [Buffer.from(signature, "base64url"), sign(`${begun}.${random}`)];
      if (theirs.length !== ours.length || !timingSafeEqual(theirs, ours)) complain("the state is not one of ours");
      if (now() - Number(begun) > lifeMs) complain("the installation was begun too long ago");
      if (used.has(random)) complain("the state was used before");
      for (const [one, until] of used) if (until < now()) used.delete(one);
      used.set(random, now() + lifeMs);
      return options;
    },
  };
}
