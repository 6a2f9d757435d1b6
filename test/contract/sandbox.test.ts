import { backends } from "../../src/sandbox/index.ts";
import { dockerTestOptions } from "../sandbox/docker/image.ts";
import { describeSandbox } from "./sandbox.ts";

for (const [, create] of backends) {
  const sandbox = create({ graceMs: 300, docker: dockerTestOptions });
  describeSandbox(() => sandbox, await sandbox.probe());
}
