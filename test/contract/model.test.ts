import { onTestFinished } from "vitest";
import { ownPocket } from "../../src/domain/purse.ts";
import { openModel } from "../../src/model/openai/model.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { describeModel } from "./model.ts";

const servers = {
  "openai, with a server that takes json_schema": [],
  "openai, with a server that takes only json_object": ["json_schema"],
  "openai, with a server that takes neither": ["json_schema", "json_object"],
} satisfies Record<string, ModelScript["refuses"]>;

for (const [name, refuses] of Object.entries(servers)) {
  describeModel(name, async (script) => {
    const server = await startModelServer({ ...script, refuses });
    onTestFinished(() => server.close());
    const settings = { baseUrl: server.url, apiKey: null, model: "test-model", timeoutMs: 20_000, mostAnswerTokens: 16_384, price: null };
    return openModel(settings).paidFrom(ownPocket);
  });
}
