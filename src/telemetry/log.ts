import { type Logger, pino, stdTimeFunctions } from "pino";

/** What parts of the program log with. */
export type Log = Logger;

export type LogOptions = {
  /** Everything below it is dropped: `warn` where a person watches one task, `info` for a service. */
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** JSON for machines, short lines for people. */
  readonly format: "json" | "line";
  /** The gate every text of a record passes: no record reaches the outside around it. */
  readonly redact: (text: string) => string;
  /** Where finished lines go; stderr when absent, because stdout is for results. */
  readonly write?: (line: string) => void;
};

/** A log whose every record is cleaned and redacted before it is written, keys and nested values included. */
export function createLog({ level, format, redact, write = writeToStderr }: LogOptions): Log {
  const show = format === "json" ? (record: LogRecord) => JSON.stringify(record) : describe;
  const stream = { write: (line: string) => write(`${show(clean(JSON.parse(line), redact))}\n`) };
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, stream);
}

/** JSON unless a person is looking on and has not asked for it. */
export function logFormat(asked: "json" | "line" | null, isTerminal: boolean): "json" | "line" {
  return asked ?? (isTerminal ? "line" : "json");
}

type LogRecord = Readonly<Record<string, unknown>>;

function clean(value: unknown, redact: (text: string) => string): LogRecord {
  const walk = (inner: unknown): unknown => {
    if (typeof inner === "string") return redact(inner);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [redact(key), walk(one)]));
  };
  const record = walk(value);
  return typeof record === "object" && record !== null ? { ...record } : {};
}

/** `12:04:31 warn  message  key=value` on one line; an error by its message alone. */
function describe({ time, level, msg, err, ...rest }: LogRecord): string {
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const error = typeof err === "object" && err !== null && "message" in err ? [`error=${err.message}`] : [];
  const parts = [String(time).slice(11, 19), String(level).padEnd(5), String(msg ?? ""), ...fields, ...error];
  return parts
    .join(" ")
    .replace(/\s*\n\s*/g, " ⏎ ")
    .trimEnd();
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}
