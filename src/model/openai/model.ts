import { Problem } from "../../domain/problem.ts";
import type { Model } from "../model.ts";
import { expectEverything } from "./ability.ts";
import { findAnswer } from "./conversation.ts";
import { openMeter, type Price } from "./meter.ts";
import { openServer, type Server, type ServerSettings } from "./server.ts";

/** Where the model is and what it costs. `baseUrl` null is OpenAI's own; without a price its use is not metered in money. */
export type ModelSettings = ServerSettings & { readonly price: Price | null };

/** A model behind any OpenAI-compatible chat completions endpoint. Throws a `config` problem for an address that is none. */
export function openModel(settings: ModelSettings): Model {
  const server = open(settings);
  const abilities = expectEverything();
  return {
    name: settings.model,
    ask: async (question) => {
      const meter = openMeter(settings.price);
      const form = { purpose: question.purpose, schema: question.schema };
      const result = await findAnswer({ server, abilities, form, meter, signal: question.signal }, question);
      return { result, usage: meter.total() };
    },
  };
}

function open(settings: ServerSettings): Server {
  if (settings.baseUrl !== null && !URL.canParse(settings.baseUrl)) {
    throw new Problem("config", "OPENAI_BASE_URL is not a URL; write it like http://127.0.0.1:11434/v1.");
  }
  return openServer(settings);
}
