import type { Result } from "../../domain/fault.ts";
import type { ModelTool } from "../model.ts";
import { type Abilities, isAboutTools, wayBelow } from "./ability.ts";
import type { Completed, Completion } from "./completion.ts";
import { cutShortFault, faultOf, refusedFault } from "./fault.ts";
import { type Form, responseFormat, withForm } from "./form.ts";
import type { Meter } from "./meter.ts";
import type { Server, WireMessage } from "./server.ts";
import { offer } from "./tool-calls.ts";

/** Where an answer is looked for: the server and what is known of it, the wanted form, and who counts and may stop. */
export type Setting = {
  readonly server: Server;
  readonly abilities: Abilities;
  readonly form: Form;
  readonly meter: Meter;
  readonly signal: AbortSignal;
};

/** One turn of the model, asked for in the strictest way the server understands. */
export async function takeTurn(
  setting: Setting,
  messages: readonly WireMessage[],
  tools: readonly ModelTool[],
): Promise<Result<Completion>> {
  const offered = setting.abilities.takesTools() ? tools : [];
  const completed = await complete(setting, messages, offered);
  if (completed.ok) return wholeTurn(completed.completion, setting);
  if (offered.length > 0 && isAboutTools(completed.failure)) {
    setting.abilities.refusesTools();
    return takeTurn(setting, messages, []);
  }
  return { ok: false, fault: faultOf(completed.failure, setting.server) };
}

/** Steps down from way to way while the server refuses them, and remembers the one that worked. */
async function complete(setting: Setting, messages: readonly WireMessage[], tools: readonly ModelTool[]): Promise<Completed> {
  const { server, abilities, form, meter, signal } = setting;
  const withTools = tools.length > 0;
  let way = abilities.way(withTools);
  for (;;) {
    const { format, cap } = way;
    const request = { model: server.model, messages: withForm(messages, form, format), ...responseFormat(form, format), ...offer(tools) };
    const completed = await server.complete(request, cap, meter, signal);
    if (completed.ok) abilities.understands(way, withTools);
    const below = completed.ok ? null : wayBelow(way, completed.failure);
    if (below === null) return completed;
    way = below;
  }
}

/** A turn that is a refusal, or was cut off, is no answer. */
function wholeTurn(turn: Completion, { server, meter }: Setting): Result<Completion> {
  if (turn.refusal !== null) return { ok: false, fault: refusedFault(server, turn.refusal) };
  if (turn.finish === "content_filter") return { ok: false, fault: refusedFault(server, "its content filter stopped the answer") };
  if (turn.finish === "length") return { ok: false, fault: meter.shortened() ?? cutShortFault(server) };
  return { ok: true, value: turn };
}
