import { servers } from "../fixtures/databases.ts";
import { benchOn } from "../store/bench.ts";
import { describeStore } from "./store.ts";

for (const { name, start } of servers) {
  describeStore(name, async () => benchOn(await (await start()).database()));
}
