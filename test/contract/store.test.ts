import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { openBench } from "../store/bench.ts";
import { describeStore } from "./store.ts";

for (const { name, start } of servers) {
  describeStore(name, async () => {
    const server = await start();
    const database: TestDatabase = await server.database();
    const bench = await openBench(database.url);
    const close = async () => {
      await bench.close();
      await database.drop();
    };
    return { ...bench, close };
  });
}
