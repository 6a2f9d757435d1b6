import { z } from "zod";

const ours = /^[a-z]{3}_\w{1,60}$/;

/** Ids of ours, as buttons and forms bring them back. */
export const Approval = z.templateLiteral(["apr_", z.string()]).refine((id) => ours.test(id));
export const Task = z.templateLiteral(["tsk_", z.string()]).refine((id) => ours.test(id));
export const Question = z.templateLiteral(["qst_", z.string()]).refine((id) => ours.test(id));
export const Grant = z.templateLiteral(["grt_", z.string()]).refine((id) => ours.test(id));
