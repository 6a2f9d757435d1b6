import { backends } from "../../src/sandbox/index.ts";
import { describeSandbox } from "./sandbox.ts";

for (const [, create] of backends) describeSandbox(() => create({ graceMs: 300 }), await create().probe());
