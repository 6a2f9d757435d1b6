import type { APISectionComponent } from "discord.js";
import type { Grant } from "../../../domain/grant.ts";
import { sayGrant } from "../../../domain/grant-words.ts";
import { oneLine } from "../../wording/line.ts";
import { literal } from "../../wording/prose.ts";
import type { DiscordContent } from "./content.ts";
import { accents, button, textDisplay } from "./element.ts";
import { markdownOf } from "./markdown.ts";
import { smallLine } from "./text.ts";

/** As many as fit into one message: three components and 400 characters each. */
const most = 9;

/** Somebody's standing approvals, each with the button that takes it back. For their eyes alone. */
export function renderGrants(grants: readonly Grant[], now: number): DiscordContent {
  const more = grants.length - most;
  const none = smallLine("You have given no standing approval. `approve for 1 hour` or `approve here` gives one.", 200);
  const notes = grants.length === 0 ? [textDisplay(none)] : more > 0 ? [textDisplay(`-# and ${more} more`)] : [];
  const container = {
    type: 17,
    accent_color: accents.over,
    components: [textDisplay("**Standing approvals**"), ...grants.slice(0, most).map((grant) => sectionOf(grant, now)), ...notes],
  } as const;
  return { components: [{ ...container, components: [...container.components] }], mentions: { users: [], roles: [] } };
}

function sectionOf(grant: Grant, now: number): APISectionComponent {
  const text = markdownOf({ spans: literal(oneLine(sayGrant(grant, now), 190)) });
  return { type: 9, components: [textDisplay(text)], accessory: button({ does: "revoke", grant: grant.id }, "Revoke", "danger") };
}
