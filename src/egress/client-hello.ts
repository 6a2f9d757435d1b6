/** What the first bytes of a connection are: the beginning of TLS with the name it asks for, not all of it yet, or something else. */
export type Hello =
  | { readonly kind: "hello"; readonly serverName: string | null }
  | { readonly kind: "incomplete" }
  | { readonly kind: "other" };

const incomplete: Hello = { kind: "incomplete" };
const other: Hello = { kind: "other" };
/** Longest message that is waited for; real ones are below 4 KiB. */
export const longestHello = 16 * 1024;

const handshake = 22;
const clientHello = 1;
const serverNameExtension = 0;

/** Reads the name (SNI) from the ClientHello that a connection begins with (RFC 8446: 4.1.2, RFC 6066: 3). Two names are none. */
export function readClientHello(bytes: Buffer): Hello {
  const message = handshakeIn(bytes);
  if (message === "incomplete") return incomplete;
  if (message === "other") return other;
  try {
    return { kind: "hello", serverName: serverNameIn(message) };
  } catch (error) {
    if (error instanceof RangeError) return other;
    throw error;
  }
}

/** The body of the first handshake message, put together from as many records as it takes. */
function handshakeIn(bytes: Buffer): Buffer | "incomplete" | "other" {
  let message = Buffer.alloc(0);
  for (let at = 0; ; ) {
    const record = recordAt(bytes, at);
    if (typeof record === "string") return record;
    message = Buffer.concat([message, record]);
    at += recordHead + record.length;
    if (message[0] !== clientHello) return "other";
    const length = message.length < 4 ? Number.POSITIVE_INFINITY : message.readUIntBE(1, 3);
    if (message.length >= 4 + length) return message.subarray(4, 4 + length);
  }
}

const recordHead = 5;

/** What one TLS record holds of the handshake. Its kind is looked at as soon as it is there, so that other protocols are not waited for. */
function recordAt(bytes: Buffer, at: number): Buffer | "incomplete" | "other" {
  if ((bytes[at] ?? handshake) !== handshake || (bytes[at + 1] ?? 3) !== 3) return "other";
  if (bytes.length < at + recordHead) return "incomplete";
  const length = bytes.readUInt16BE(at + 3);
  if (length === 0) return "other";
  return bytes.length < at + recordHead + length ? "incomplete" : bytes.subarray(at + recordHead, at + recordHead + length);
}

/** Reads lengths and what they measure; what points beyond the end is a RangeError. */
function createReader(bytes: Buffer) {
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError("beyond the end");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (size: number) => take(size).readUIntBE(0, size);
  return { take, number, vector: (size: number) => take(number(size)), isAtEnd: () => at === bytes.length };
}

function serverNameIn(hello: Buffer): string | null {
  const reader = createReader(hello);
  reader.take(2 + 32); // version, random
  for (const size of [1, 2, 1]) reader.vector(size); // session, ciphers, compression
  if (reader.isAtEnd()) return null;
  const extensions = createReader(reader.vector(2));
  const names: string[] = [];
  while (!extensions.isAtEnd()) {
    const type = extensions.number(2);
    const body = extensions.vector(2);
    if (type === serverNameExtension) names.push(...namesIn(body));
  }
  return names.length === 1 ? (names[0] ?? null) : null;
}

function namesIn(extension: Buffer): readonly string[] {
  const list = createReader(createReader(extension).vector(2));
  const names: string[] = [];
  while (!list.isAtEnd()) {
    list.number(1);
    names.push(list.vector(2).toString("latin1"));
  }
  return names;
}
