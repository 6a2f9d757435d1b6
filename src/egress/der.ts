/**
 * The few forms of ASN.1 that a certificate is made of, in DER (X.690). Node reads certificates but makes none; the maintained
 * library that does (@peculiar/x509) brings eighteen packages, a global metadata registry and keys of WebCrypto, whose answers come
 * too late for TLS that asks for a certificate in the middle of a handshake. What is written here is read by OpenSSL in every test.
 */

function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...items: readonly Uint8Array[]) => tagged(0x30, ...items);
export const setOf = (...items: readonly Uint8Array[]) => tagged(0x31, ...items);
export const octets = (...content: readonly Uint8Array[]) => tagged(0x04, ...content);
/** `unused` bits at the end do not count. */
export const bits = (content: Uint8Array, unused = 0) => tagged(0x03, Buffer.from([unused]), content);
export const yes = tagged(0x01, Buffer.from([0xff]));
export const text = (value: string) => tagged(0x0c, Buffer.from(value));
/** A field with a number of its own instead of its kind; `made` of others, or plain. */
export const numbered = (number: number, made: boolean, ...content: readonly Uint8Array[]) =>
  tagged((made ? 0xa0 : 0x80) | number, ...content);

/** A number that is not negative, most significant byte first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return tagged(0x02, ...((digits[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []), digits);
}

/** An object identifier as it is written, `2.5.4.3`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(0x80 | (left & 0x7f));
  return digits;
}

/** A moment before 2050, to the second. */
export function moment(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/^20|[-:T]|\.\d+/g, "");
  return tagged(0x17, Buffer.from(digits));
}
