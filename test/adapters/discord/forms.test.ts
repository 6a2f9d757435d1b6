import { expect, test } from "vitest";
import type { Act } from "../../../src/adapters/discord/action.ts";
import { formOf } from "../../../src/adapters/discord/forms.ts";
import type { ApprovalMessage } from "../../../src/domain/message.ts";
import { stepApproval } from "../samples.ts";

const approve = { does: "confirm", act: { does: "decide", verb: "approve", approval: "apr_2" } } as const;

function open(pressed: Act, approvalOf: () => Promise<ApprovalMessage | null>) {
  const reply = { id: "1", token: "t", application: "2" };
  const from = { guild: null, channel: "3", isThread: false };
  const news = { kind: "pressed", key: "k", from, by: { id: "4", name: null, roles: null }, reply, pressed, message: "5" } as const;
  return formOf(news, { approvalOf, questionsOf: async () => [] });
}

test("a form that asks once more is of the approval as it is stored", async () => {
  expect(await open(approve, async () => stepApproval)).toMatchObject({ custom_id: "sure-approve:apr_2", title: "Approve for #42?" });
});

test("what is closed, unknown or answered is said in words, and no form opens", async () => {
  expect(await open(approve, async () => ({ ...stepApproval, closed: "approved by mia" }))).toBe("Closed: approved by mia");
  expect(await open(approve, async () => null)).toMatch(/don't know what this is about/);
  expect(await open({ does: "answer", task: "tsk_1" }, async () => null)).toMatch(/answered or gone/);
});

test("a form whose words cannot be had in time is none: it would open too late", async () => {
  await expect(open(approve, () => new Promise(() => undefined))).rejects.toThrow("not known in time");
});

test("stopping asks once more, whatever the store says", async () => {
  const stop = { does: "confirm", act: { does: "command", command: "cancel", task: "tsk_1" } } as const;
  expect(await open(stop, () => Promise.reject(new Error("away")))).toMatchObject({ custom_id: "sure-stop:tsk_1", title: "Stop?" });
});
