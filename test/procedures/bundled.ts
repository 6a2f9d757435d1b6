import { fileURLToPath } from "node:url";
import type { Procedure } from "../../src/procedures/procedure.ts";
import { readProcedures } from "../../src/procedures/read.ts";
import { stepKinds } from "../../src/steps/index.ts";
import { rulesOf } from "../../src/steps/rules.ts";
import { schema } from "../fixtures/commands.ts";

export const bundledDirectory = fileURLToPath(new URL("../../procedures/", import.meta.url));
export const kinds = rulesOf(stepKinds, schema);

export const bundled = await readProcedures([{ path: bundledDirectory, bundled: true }], kinds);

export function bundledNamed(name: string): Procedure {
  const procedure = bundled.find((candidate) => candidate.name === name);
  if (procedure === undefined) throw new Error(`no bundled procedure ${name}`);
  return procedure;
}
