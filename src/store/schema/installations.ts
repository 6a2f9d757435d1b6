import { pgTable, text } from "../drizzle.ts";
import { moment } from "./columns.ts";

/** Workspaces that installed our app on a platform, with the tokens they gave us: sealed, with a key that is outside the database. */
export const installations = pgTable("app_installations", {
  /** `slack:T1`; of an installation in a whole organisation `slack:E1`. */
  key: text("key").primaryKey(),
  /** `version.nonce.tag.content`, each in base64url. */
  sealed: text("sealed").notNull(),
  keptAt: moment("kept_at").notNull(),
});
