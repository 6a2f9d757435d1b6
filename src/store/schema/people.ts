import type { Grant } from "../../domain/grant.ts";
import type { Needs } from "../../domain/needs.ts";
import type { Principal } from "../../domain/principal.ts";
import { tiers } from "../../domain/tier.ts";
import { bigserial, check, index, integer, jsonb, pgTable, text } from "../drizzle.ts";
import { inValues, moment, oneOf } from "./columns.ts";

/** Accounts that were seen, with what their channel last said of them: rights are checked with the groups of now. */
export const principals = pgTable(
  "principals",
  {
    /** `channel:id`. */
    account: text("account").primaryKey(),
    name: text("name").notNull(),
    groups: jsonb("groups").$type<readonly string[]>().notNull(),
    /** What it was in the room it last spoke in; null: its channel did not say. */
    member: text("member").$type<NonNullable<Principal["member"]>>(),
    /** The person it belongs to, once linked on both sides; null: a person of its own. */
    person: text("person"),
    /** Digest of the code with which another account may be linked to it. */
    linkCode: text("link_code"),
    linkUntil: moment("link_until"),
    seenAt: moment("seen_at").notNull(),
  },
  (table) => [index("principals_person").on(table.person)],
);

/** Accounts that were one person until then. Only ever added to: what they said together stays one person's word. */
export const partings = pgTable(
  "partings",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    /** Who left. */
    account: text("account").notNull(),
    other: text("other").notNull(),
    at: moment("at").notNull(),
  },
  (table) => [index("partings_account").on(table.account), index("partings_other").on(table.other)],
);

/** Standing approvals. */
export const grants = pgTable(
  "grants",
  {
    id: text("id").$type<Grant["id"]>().primaryKey(),
    owner: text("owner").notNull(),
    ownerName: text("owner_name").notNull(),
    tier: oneOf("tier", tiers).notNull(),
    kind: text("kind").notNull(),
    shape: text("shape"),
    needs: jsonb("needs").$type<Needs>().notNull(),
    agents: jsonb("agents").$type<readonly string[]>().notNull(),
    space: text("space"),
    room: text("room"),
    givenAt: moment("given_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    usesLeft: integer("uses_left").notNull(),
    revokedAt: moment("revoked_at"),
  },
  (table) => [check("grants_tier", inValues("tier", tiers)), index("grants_owner").on(table.owner)],
);
