import type { Setup } from "../setup.ts";
import { lookAround } from "./agents.ts";
import { absent, broken, type Finding, fine, told } from "./finding.ts";

/** Whom work can be delegated to: all that are configured can be used, or which cannot and why. */
export async function examineAgents(setup: Setup): Promise<Finding> {
  const survey = await lookAround(setup).catch(told);
  if (typeof survey === "string") return broken("agents", survey);
  const { configured, known } = survey;
  if (configured.length === 0) {
    const found = known.map((one) => one.name).join(", ");
    return absent("agents", `none is configured: implement steps need one${found === "" ? "" : `; on this machine: ${found}`}`);
  }
  const lacking = configured.flatMap(({ agent, found }) => (found.ok ? [] : [{ name: agent.name, ...found }]));
  const [first] = lacking;
  if (first === undefined) return fine("agents", configured.map(({ agent }) => agent.name).join(", "));
  return broken("agents", lacking.map(({ name, reason }) => `${name}: ${reason}`).join("; "), `${first.cure}.`);
}
