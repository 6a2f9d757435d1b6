import type { Purpose } from "../model.ts";
import { version as brief } from "./brief.ts";
import { version as classify } from "./classify.ts";
import { version as draft } from "./draft.ts";
import { version as judge } from "./judge.ts";
import { version as plan } from "./plan.ts";
import { version as repair } from "./repair.ts";
import { version as research } from "./research.ts";
import { version as review } from "./review.ts";
import { version as revise } from "./revise.ts";
import { version as summary } from "./summary.ts";
import { version as triage } from "./triage.ts";

/** The wording each question has now. It goes into a thought's digest and a plan's record: another wording is another question. */
export const promptVersions: Readonly<Record<Purpose, string>> = {
  ...{ triage, classify, brief, plan, repair, revise },
  ...{ research, draft, review, judge, summary },
};
