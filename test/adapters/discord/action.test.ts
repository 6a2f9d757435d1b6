import { describe, expect, test } from "vitest";
import { type Act, customId, type Form, formId, readCustomId, readFormId, selectId } from "../../../src/adapters/discord/action.ts";

const ulid = "01jd8z2k3m4n5p6q7r8s9t0v1w";
const acts: readonly Act[] = [
  { does: "decide", verb: "approve", approval: `apr_${ulid}` },
  { does: "decide", verb: "reject", approval: `apr_${ulid}` },
  { does: "change", approval: `apr_${ulid}` },
  { does: "answer", task: `tsk_${ulid}` },
  { does: "choose", task: `tsk_${ulid}`, question: `qst_${ulid}`, place: 24 },
  { does: "command", command: "cancel", task: `tsk_${ulid}` },
  { does: "command", command: "pause", task: `tsk_${ulid}` },
  { does: "command", command: "resume", task: `tsk_${ulid}` },
  { does: "command", command: "proceed", task: `tsk_${ulid}` },
  { does: "retry", task: `tsk_${ulid}` },
  { does: "revoke", grant: `grt_${ulid}` },
  { does: "mean", task: `tsk_${ulid}`, message: "18446744073709551615" },
  { does: "confirm", act: { does: "decide", verb: "approve", approval: `apr_${ulid}` } },
  { does: "confirm", act: { does: "command", command: "cancel", task: `tsk_${ulid}` } },
];
const forms: readonly Form[] = [
  { form: "changes", approval: `apr_${ulid}` },
  { form: "answers", task: `tsk_${ulid}` },
  { form: "confirm", act: { does: "decide", verb: "reject", approval: `apr_${ulid}` } },
  { form: "confirm", act: { does: "command", command: "cancel", task: `tsk_${ulid}` } },
];

describe("a custom id", () => {
  test.each(acts)("of $does means the same when it comes back, and fits", (act) => {
    expect(readCustomId(customId(act))).toEqual(act);
    expect(customId(act).length).toBeLessThanOrEqual(100);
  });

  test.each(forms)("of the form $form means the same when it comes back, and fits", (form) => {
    expect(readFormId(formId(form))).toEqual(form);
    expect(formId(form).length).toBeLessThanOrEqual(100);
  });

  test("of a list is read with what was chosen", () => {
    const choice = { does: "choose", task: "tsk_1", question: "qst_2", place: 3 };
    expect(readCustomId(selectId("tsk_1", "qst_2"), "3")).toEqual(choice);
    expect(readCustomId(selectId("tsk_1", "qst_2"))).toBeNull();
  });

  test.each([
    "",
    "approve",
    "approve:",
    "approve:tsk_1",
    "approve:apr_1'--",
    "ask-:apr_1",
    "ask-change:apr_1",
    "ask-ask-stop:tsk_1",
    "stop:apr_1",
    "choose:tsk_1/qst_1",
    "choose:tsk_1/qst_1/-1",
    "constructor:apr_1",
    "sure-stop:tsk_1",
  ])("that is none of ours (%s) means nothing", (id) => {
    expect(readCustomId(id)).toBeNull();
  });

  test.each(["", "changes:tsk_1", "sure-change:apr_1", "sure-", "answers:apr_1", "stop:tsk_1"])(
    "of a form that is none of ours (%s) means nothing",
    (id) => {
      expect(readFormId(id)).toBeNull();
    },
  );
});
