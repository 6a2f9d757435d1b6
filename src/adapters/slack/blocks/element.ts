import type { ActionsBlock, Button, ConfirmationDialog, ContextBlock, PlainTextElement, SectionBlock, StaticSelect } from "@slack/types";
import { oneLine } from "../../wording/line.ts";
import type { actions } from "../action.ts";
import { limits } from "../limits.ts";
import { escapeInto } from "./text.ts";

type ActionName = (typeof actions)[keyof typeof actions];

/** A text that Slack shows as it is. Never empty, because Slack refuses that. */
export function plain(text: string, max: number): PlainTextElement {
  return { type: "plain_text", text: escapeInto(oneLine(text, max), max) || "…", emoji: false };
}

/** A paragraph of Slack's own markup, already escaped. `verbatim`: nothing more of it becomes a link or a mention. */
export function section(markup: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: markup, verbatim: true }, expand: true };
}

/** One small line, already escaped. */
export function context(markup: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text: markup, verbatim: true }] };
}

type ButtonOptions = { readonly style?: "primary" | "danger"; readonly confirm?: ConfirmationDialog; readonly place?: number };

/** A button that carries what it means and an id. `place` tells buttons of one meaning apart. */
export function button(action: ActionName, value: string, label: string, { place, style, confirm }: ButtonOptions = {}): Button {
  return {
    type: "button",
    action_id: place === undefined ? action : `${action}-${place}`,
    text: plain(label, limits.button),
    value,
    ...(style ? { style } : {}),
    ...(confirm ? { confirm } : {}),
  };
}

export function buttons(...elements: readonly Button[]): ActionsBlock {
  return { type: "actions", elements: elements.slice(0, limits.actions) };
}

/** A list to choose one of; what does not fit into it can be said in words. */
export function select(
  action: ActionName,
  options: readonly { readonly value: string; readonly label: string }[],
  hint: string,
): StaticSelect {
  return {
    type: "static_select",
    action_id: action,
    placeholder: plain(hint, limits.placeholder),
    options: options.slice(0, limits.selectOptions).map(({ value, label }) => ({ text: plain(label, limits.option), value })),
  };
}

/** A dialog before something is sent. */
export function confirm(title: string, text: string, yes: string, style: "primary" | "danger"): ConfirmationDialog {
  return {
    title: plain(title, limits.confirmTitle),
    text: plain(text, limits.confirmText),
    confirm: plain(yes, limits.confirmButton),
    deny: plain("Not now", limits.confirmButton),
    style,
  };
}
