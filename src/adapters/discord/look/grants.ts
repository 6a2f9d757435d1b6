import type { APIComponentInContainer, APISectionComponent } from "discord.js";
import type { Grant } from "../../../domain/grant.ts";
import { coverOf } from "../../../domain/grant-words.ts";
import { oneLine } from "../../wording/line.ts";
import { limits } from "../limits.ts";
import type { DiscordContent } from "./content.ts";
import { accents, button, textDisplay } from "./element.ts";
import { literalInto } from "./text.ts";

/** As many as fit into one message, three components each. */
const most = 9;
/** Characters of all of them together; the rest is for what stands around them. */
const room = limits.text - 200;

/** Somebody's standing approvals, each with the button that takes it back. For their eyes alone. */
export function renderGrants(grants: readonly Grant[], now: number): DiscordContent {
  const shown = grants.slice(0, most);
  const components: APIComponentInContainer[] = [
    textDisplay("**Standing approvals**"),
    ...shown.map((grant) => sectionOf(grant, now, Math.floor(room / shown.length))),
    ...notesOn(grants).map((note) => textDisplay(`-# ${note}`)),
  ];
  return { components: [{ type: 17, accent_color: accents.over, components }], mentions: { users: [], roles: [] } };
}

function notesOn({ length }: readonly Grant[]): readonly string[] {
  if (length === 0) return ["You have given none. `approve for 1 hour` or `approve here` gives one."];
  return length > most ? [`and ${length - most} more: the word \`grants\` in a conversation lists all of them`] : [];
}

function sectionOf(grant: Grant, now: number, characters: number): APISectionComponent {
  const text = literalInto(oneLine(coverOf(grant, now), characters), characters);
  return { type: 9, components: [textDisplay(text)], accessory: button({ does: "revoke", grant: grant.id }, "Revoke", "danger") };
}
