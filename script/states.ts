import { writeFile } from "node:fs/promises";
import { stateTable } from "../test/domain/state-table.ts";

/** Writes docs/states.md anew from the heart as it is. */
await writeFile("docs/states.md", `${stateTable()}\n`);
