import type { Message } from "../../../domain/message.ts";
import { proseNaming } from "../../wording/naming.ts";
import { renderApproval } from "./approval.ts";
import type { Rendered } from "./content.ts";
import { callOf } from "./head.ts";
import { layOut } from "./layout.ts";
import { renderQuestions } from "./questions.ts";
import { renderResult } from "./result.ts";

/**
 * One of the new messages there are, for Discord. Everything in it was cleaned before it was stored; `asked` are the accounts
 * and `@groups` to call (`discord:<user id>`, `@<role id>`), and nothing else in it calls anybody. `isHeard`: words that call nobody are.
 */
export function renderMessage(message: Message, asked: readonly string[], isHeard = true): Rendered {
  switch (message.kind) {
    case "reply":
      return layOut({ head: callOf(asked), items: proseNaming(message.text, message.names), tail: [], file: "reply.md", accent: null });
    case "questions":
      return renderQuestions(message, asked, isHeard);
    case "approval":
      return renderApproval(message, asked, isHeard);
    case "result":
      return renderResult(message, asked);
  }
}
