import type { Desk } from "../adapter.ts";
import { openLookingBack } from "../looking-back.ts";
import { openAttaching } from "./attachments.ts";
import { catchUp } from "./backfill.ts";
import { openForms } from "./forms.ts";
import { openHomeTab } from "./home-tab.ts";
import { keep } from "./keeping.ts";
import { type Among, openPeople } from "./people.ts";
import { speakPlainly } from "./plainly.ts";
import { openSessions } from "./session.ts";
import { openShowing } from "./showing.ts";
import { openThread } from "./thread.ts";
import { openWeb } from "./web.ts";
import type { Workroom } from "./workroom.ts";
import type { Access } from "./workspaces.ts";

/** Everything that is needed to work in one workspace. `among`: where it is one of several. */
export function furnish({ me, tokens, isWide }: Access, apiUrl: string | null, among: Among | null, desk: Desk): Workroom {
  const noteLack = (method: string, why: string) =>
    desk.log.warn({ team: me.team, method, why }, "Slack does not let us use a method: what it is for goes without");
  const notePlain = (why: string) =>
    desk.log.warn({ team: me.team, why }, "Slack does not take our blocks: messages are plain from now on");
  const web = speakPlainly(openWeb(tokens, apiUrl, noteLack, isWide ? me.team : null), notePlain);
  const note = (groups: ReadonlyMap<string, readonly string[]>) => desk.noteGroups(groups, among === null ? null : me.team);
  const people = openPeople(web, me.team, note, among);
  return {
    team: me.team,
    me,
    web,
    desk,
    people,
    sessions: openSessions(web),
    looking: openLookingBack("Slack", desk, (heardAt) => catchUp(web, me, desk, heardAt, (news) => keep(news, me.team, desk))),
    forms: openForms(web, desk),
    home: openHomeTab(web, desk),
    thread: openThread(web, people, me),
    attaching: openAttaching(web, tokens, apiUrl, desk),
    showing: openShowing({ web, desk }, me),
  };
}
