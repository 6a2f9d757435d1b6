import { Problem } from "../../domain/problem.ts";
import type { PricedModel } from "../model.ts";
import { expectEverything } from "./ability.ts";
import { findAnswer } from "./conversation.ts";
import { type MeterSettings, openMeter } from "./meter.ts";
import { openServer, type Server, type ServerSettings } from "./server.ts";

/** Where the model is and what it costs. `baseUrl` null is OpenAI's own; without a price its use is not metered in money. */
export type ModelSettings = ServerSettings & Pick<MeterSettings, "price" | "mostAnswerTokens">;

/** A model behind any OpenAI-compatible chat completions endpoint. Throws a `config` problem for an address that is none. */
export function openModel(settings: ModelSettings): PricedModel {
  const server = open(settings);
  const abilities = expectEverything(server.official);
  const { price, mostAnswerTokens, timeoutMs } = settings;
  return {
    name: settings.model,
    paidFrom: (purse) => ({
      name: settings.model,
      ask: async (question) => {
        const { purpose, schema, signal } = question;
        const meter = openMeter({ purpose, purse, price, mostAnswerTokens, timeoutMs });
        const result = await findAnswer({ server, abilities, form: { purpose, schema }, meter, signal }, question);
        return { result, usage: meter.total() };
      },
    }),
  };
}

/** A wrong address would only show as a server that is not there. A key in it would end up in logs. */
function open(settings: ServerSettings): Server {
  const url = settings.baseUrl === null ? null : URL.parse(settings.baseUrl);
  if (settings.baseUrl !== null && !/^https?:$/.test(url?.protocol ?? "")) {
    throw new Problem("config", "OPENAI_BASE_URL is not an HTTP address; write it like http://127.0.0.1:11434/v1.");
  }
  if (url?.username || url?.password) {
    throw new Problem("config", "OPENAI_BASE_URL holds a user name or password; take them out and set OPENAI_API_KEY.");
  }
  return openServer(settings);
}
