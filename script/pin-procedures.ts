/** Writes procedures/pins.json: the sha256 of every bundled recipe. Run it after a recipe was changed and reviewed. */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../procedures/", import.meta.url));
const files = (await readdir(directory)).filter((name) => name.endsWith(".yaml")).sort();
const pins = await Promise.all(
  files.map(async (name) => {
    const digest = createHash("sha256")
      .update(await readFile(`${directory}${name}`))
      .digest("hex");
    return [name.slice(0, -".yaml".length), digest] as const;
  }),
);
await writeFile(`${directory}pins.json`, `${JSON.stringify(Object.fromEntries(pins), null, 2)}\n`);
