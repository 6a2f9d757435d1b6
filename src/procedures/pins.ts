import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Problem } from "../domain/problem.ts";

const Pins = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
export type Pins = z.infer<typeof Pins>;

/** The digests that bundled recipes had when they were released, by name; `script/pin-procedures.ts` writes them. */
export async function readPins(directory: string): Promise<Pins> {
  const file = join(directory, "pins.json");
  return readFile(file, "utf8")
    .then((text) => Pins.parse(JSON.parse(text)))
    .catch((cause: unknown) => {
      throw new Problem("procedure", `${file}: the pins of the bundled procedures cannot be read. Restore the file.`, cause);
    });
}

/** Whether a recipe is byte for byte the one that was pinned. */
export function isPinned(pins: Pins, name: string, digest: string): boolean {
  return Object.hasOwn(pins, name) && pins[name] === digest;
}
