import { onTestFinished } from "vitest";
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
    return openModel({ baseUrl: server.url, apiKey: null, model: "test-model", timeoutMs: 20_000, price: null });
  });
}
