import { chooseSandbox } from "../../src/sandbox/index.ts";
import { defaultLimits } from "../../src/sandbox/sandbox.ts";
import { dockerTestOptions } from "./docker/image.ts";

/**
 * A program of its own that probes, runs one shell text in a sandbox and prints both results as a line of JSON. Tests start it
 * where the user, the inherited descriptors or the death of the process that started the sandbox matter.
 * Arguments: the workspace, the shell text, the backend where it is another one than bubblewrap.
 */
const [workspace = "", script = "", backend = null] = process.argv.slice(2);
const sandbox = await chooseSandbox(backend, { docker: dockerTestOptions });
const probe = await sandbox.probe();
const grant = { workspace, writes: ["."], binds: [], network: [], env: {}, limits: defaultLimits };
const result = await sandbox.run({ argv: ["sh", "-c", script] }, grant, new AbortController().signal);
process.stdout.write(`${JSON.stringify({ account: sandbox.account, probe, result })}\n`);
