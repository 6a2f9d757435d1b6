import { z } from "zod";
import { maybe } from "./schema.ts";

/** Through which installation of the app a payload came. Null where it does not say. */
export type Whence = { readonly team: string | null; readonly enterprise: string | null };

const Installed = z.array(z.object({ team_id: maybe, enterprise_id: maybe })).nullish();

/**
 * What an event says of it. In a room that workspaces share `team_id` is where it happened, and `context_team_id` the workspace
 * through which we hear of it (platforms.md: 2, complaint 19).
 */
export const Heard = z.object({
  team_id: maybe,
  enterprise_id: maybe,
  context_team_id: maybe,
  context_enterprise_id: maybe,
  authorizations: Installed,
});

export function whenceOf(heard: z.output<typeof Heard>): Whence {
  const through = heard.authorizations?.[0];
  return {
    team: heard.context_team_id ?? through?.team_id ?? heard.team_id,
    enterprise: through?.enterprise_id ?? heard.context_enterprise_id ?? heard.enterprise_id,
  };
}

/** A form is the app's of the workspace that it was opened in, whoever fills it in. */
const Body = Heard.extend({
  team: z.object({ id: maybe }).nullish(),
  enterprise: z.object({ id: maybe }).nullish(),
  user: z.object({ team_id: maybe }).nullish(),
  view: z.object({ app_installed_team_id: maybe }).nullish(),
});

/** The same of any payload, before anything else of it is read. */
export function readWhence(body: unknown): Whence {
  const read = Body.safeParse(body);
  if (!read.success) return { team: null, enterprise: null };
  const { team, enterprise, user, view, ...heard } = read.data;
  const said = whenceOf(heard);
  return {
    team: view?.app_installed_team_id ?? said.team ?? team?.id ?? user?.team_id ?? null,
    enterprise: said.enterprise ?? enterprise?.id ?? null,
  };
}
