import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Purpose } from "../../src/model/model.ts";
import { type ModelScript, purposeOf, RequestBody } from "../fixtures/model-script.ts";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";

/** A scripted model whose first answer for one purpose is held back until the test lets it go. */
export type HeldModel = { readonly url: string; readonly model: ModelServer; readonly asked: Promise<void>; release(): void };

export async function startHeldModel(script: ModelScript, held: Purpose): Promise<HeldModel> {
  const model = await startModelServer(script);
  const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const answer = await fetch(`http://${model.host}${request.url}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    const said = Buffer.from(await answer.arrayBuffer());
    if (purposeOf(RequestBody.parse(JSON.parse(body))) === held) {
      asked.resolve();
      await released.promise;
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/json" });
    response.end(said);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    released.resolve();
    server.closeAllConnections();
    server.close();
    await model.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/v1`, model, asked: asked.promise, release: released.resolve };
}
