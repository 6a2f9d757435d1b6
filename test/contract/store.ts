import { describe } from "vitest";
import { describeAudit } from "../store/audit/trail.ts";
import type { OpenBench } from "../store/bench.ts";
import { describeConversations } from "../store/conversations.ts";
import { describeGrants } from "../store/grants.ts";
import { describeInbox } from "../store/inbox.ts";
import { describeInstallation } from "../store/installation.ts";
import { describeLeases } from "../store/leases.ts";
import { describeLedger } from "../store/ledger.ts";
import { describeOutbox } from "../store/outbox.ts";
import { describePeople } from "../store/people.ts";
import { describeTasks } from "../store/tasks.ts";
import { describeTraces } from "../store/traces.ts";
import { describeWakeUps } from "../store/wake-ups.ts";

const parts = [
  describeLeases,
  describeWakeUps,
  describeInbox,
  describeConversations,
  describeOutbox,
  describeTasks,
  describePeople,
  describeGrants,
  describeTraces,
  describeAudit,
  describeLedger,
  describeInstallation,
];

/** What the store keeps, on every server there is: with several clients at once, because that is how it is used. */
export function describeStore(name: string, open: OpenBench): void {
  describe(`the store on ${name}`, () => {
    for (const part of parts) part(open);
  });
}
