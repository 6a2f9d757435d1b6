import type { Model, ModelTool, PricedModel } from "../model/model.ts";
import type { Outbound } from "../outbound/outbound.ts";

/** A model whose prompts pass the one gate for everything outbound: no secret of ours reaches a server, by any way. */
export function guardModel(model: PricedModel, outbound: Outbound): PricedModel {
  return { name: model.name, paidFrom: (purse) => guard(model.paidFrom(purse), outbound) };
}

function guard(model: Model, outbound: Outbound): Model {
  const guardTool = (tool: ModelTool): ModelTool => ({
    ...tool,
    run: async (input, signal) => outbound.text(await tool.run(input, signal)),
  });
  return {
    name: model.name,
    ask: (question) => {
      const messages = question.messages.map((message) => ({ ...message, content: outbound.text(message.content) }));
      return model.ask({ ...question, messages, ...(question.tools ? { tools: question.tools.map(guardTool) } : {}) });
    },
  };
}
