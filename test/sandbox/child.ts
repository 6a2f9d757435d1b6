import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { defaultLimits } from "../../src/sandbox/sandbox.ts";

/**
 * A program of its own that probes, runs one shell text in a sandbox and prints both results as a line of JSON. Tests start it
 * where the user, the inherited descriptors or the death of the process that started the sandbox matter.
 * Arguments: the workspace, the shell text.
 */
const [workspace = "", script = ""] = process.argv.slice(2);
const sandbox = createBubblewrap();
const probe = await sandbox.probe();
const grant = { workspace, writes: ["."], binds: [], network: [], env: {}, limits: defaultLimits };
const result = await sandbox.run({ argv: ["sh", "-c", script] }, grant, new AbortController().signal);
process.stdout.write(`${JSON.stringify({ account: sandbox.account, probe, result })}\n`);
