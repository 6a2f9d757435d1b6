import type { Button, HomeView, KnownBlock } from "@slack/types";
import type { Card } from "../../../domain/card.ts";
import type { Grant } from "../../../domain/grant.ts";
import { coverOf } from "../../../domain/grant-words.ts";
import type { ApprovalMessage } from "../../../domain/message.ts";
import { approvalPieces } from "../../wording/approval-pieces.ts";
import { nameOf, oneLine } from "../../wording/line.ts";
import { line, type Piece, plainOf } from "../../wording/piece.ts";
import { actions } from "../action.ts";
import { limits } from "../limits.ts";
import { decisionButtons } from "./decision.ts";
import { button, buttons, confirm, context, plain, section } from "./element.ts";
import { headOf } from "./head.ts";
import { richText } from "./rich-text.ts";
import { escapeInto } from "./text.ts";

/** What one person sees of the house. `permalink` leads to the message in its thread; null: it is not known. */
export type HomeContent = {
  /** Approvals that wait for them, the oldest first. */
  readonly approvals: readonly { readonly message: ApprovalMessage; readonly permalink: string | null }[];
  readonly tasks: readonly { readonly card: Pick<Card, "number" | "title" | "stage" | "doing">; readonly permalink: string | null }[];
  readonly grants: readonly Grant[];
};

/** Together at most 100 blocks (platforms.md: 3.3): 3 headings with a note each, 4 blocks an approval, 1 for each of the others. */
const most = { approvals: 10, tasks: 25, grants: 25 };

/** The home tab: what waits for this person, what they asked for, and what they allowed (decided right there). */
export function renderHome({ approvals, tasks, grants }: HomeContent, now: number): HomeView {
  return {
    type: "home",
    blocks: [
      ...part("Waiting for you", approvals, most.approvals, "Nothing waits for your decision.", approvalBlocks),
      ...part("Your tasks", tasks, most.tasks, "You have no open task. Mention me in a channel, or write to me here.", taskBlocks),
      ...part("Standing approvals", grants, most.grants, "You have given none.", (grant) => grantBlocks(grant, now)),
    ],
  };
}

function part<Item>(
  title: string,
  items: readonly Item[],
  limit: number,
  none: string,
  draw: (item: Item) => readonly KnownBlock[],
): readonly KnownBlock[] {
  const more = items.length - limit;
  const rest = items.length === 0 ? [context(none)] : more > 0 ? [context(`and ${more} more`)] : [];
  return [{ type: "header", text: plain(title, limits.header) }, ...items.slice(0, limit).flatMap(draw), ...rest];
}

/** Characters of an approval shown here; all of it is in its thread. */
const glimpse = 2_000;

function approvalBlocks({ message, permalink }: HomeContent["approvals"][number]): readonly KnownBlock[] {
  const { task, approval, plan } = message;
  const facts = plan ? [`plan v${plan.version}`, plan.place] : [approval.subject];
  const pieces = within(approvalPieces(message), glimpse);
  const text = richText(pieces.kept);
  return [
    section(headOf([], nameOf(task), [...facts, approval.tier])),
    ...(text ? [text] : []),
    buttons(...decisionButtons(message), ...openButton(permalink)),
    ...(pieces.isCut ? [context("This is not all of it: the whole is in its thread.")] : []),
  ];
}

/** Whole pieces from the beginning. */
function within(pieces: readonly Piece[], characters: number): { readonly kept: readonly Piece[]; readonly isCut: boolean } {
  const kept: Piece[] = [];
  let left = characters;
  for (const piece of pieces) {
    left -= plainOf(piece).length;
    if (left < 0) return { kept: kept.length > 0 ? kept : [line(oneLine(plainOf(piece), characters))], isCut: true };
    kept.push(piece);
  }
  return { kept, isCut: false };
}

function taskBlocks({ card, permalink }: HomeContent["tasks"][number]): readonly KnownBlock[] {
  const said = escapeInto(oneLine(`${card.stage.replaceAll("_", " ")} · ${card.doing}`, 400), 600);
  const accessory = openButton(permalink).at(0);
  return [{ ...section(`${headOf([], nameOf(card))}\n${said}`), ...(accessory ? { accessory } : {}) }];
}

function grantBlocks(grant: Grant, now: number): readonly KnownBlock[] {
  const dialog = confirm("Take it back?", "Steps it covers are asked about again.", "Revoke", "danger");
  const accessory = button(actions.revoke, grant.id, "Revoke", { confirm: dialog });
  return [{ ...section(escapeInto(oneLine(coverOf(grant, now), 900), 1_200)), accessory }];
}

function openButton(permalink: string | null): readonly Button[] {
  if (permalink === null || !permalink.startsWith("https://") || permalink.length > 3_000) return [];
  return [{ ...button(actions.open, "open", "Open"), url: permalink }];
}
