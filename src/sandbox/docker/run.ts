import { randomBytes } from "node:crypto";
import { type Attendance, attend } from "../attended.ts";
import { startEngine } from "../engine.ts";
import { environmentText } from "../launcher.ts";
import type { Plan } from "../plan.ts";
import type { SandboxResult } from "../sandbox.ts";
import { createArguments } from "./arguments.ts";
import { type Container, createContainer } from "./container.ts";
import { tellEnd } from "./ending.ts";
import { type Files, removeText } from "./files.ts";
import { stopOnFullGroup } from "./out-of-memory.ts";
import type { Setting } from "./setting.ts";

/** One run: its container is made, it is run in it, and nothing of either is left. */
export async function runPlan(
  plan: Plan,
  setting: Setting,
  files: Files,
  attendance: Pick<Attendance, "onOutput" | "signal">,
): Promise<SandboxResult> {
  const environment = await files.add(`environment-${randomBytes(8).toString("hex")}`, environmentText(plan.env));
  try {
    const made = await createContainer(setting.docker, files.directory, createArguments(plan, setting, files, environment));
    if (made.kind === "refused") return made;
    try {
      return await runIn(made.value, plan, setting, attendance);
    } finally {
      await made.value.remove();
    }
  } finally {
    await removeText(environment);
  }
}

async function runIn(
  container: Container,
  plan: Plan,
  { docker, graceMs }: Setting,
  attendance: Pick<Attendance, "onOutput" | "signal">,
): Promise<SandboxResult> {
  const engine = {
    subprocess: startEngine({ ...docker, args: ["start", "--attach", "--interactive", container.name], account: null }),
    findFirst: container.findPid,
    askToEnd: () => void container.askToEnd(),
    end: () => void container.remove(),
  };
  const attended = await attend(engine, plan, { ...attendance, graceMs, watch: stopOnFullGroup });
  return tellEnd(attended, await container.findEnd());
}
