import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { bits, identifier, integer, moment, numbered, octets, sequence, setOf, text, yes } from "./der.ts";

/** A key on P-256 and what is said of it in a certificate. */
export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

export function makeKeys(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** Whose certificate it is, and by whom: an authority signs itself. */
type Subject = { readonly name: string; readonly host: string | null; readonly keys: KeyPair };

const ecdsaWithSha256 = sequence(identifier("1.2.840.10045.4.3.2"));
/** Longer than any step may take, and some time for clocks that are behind. */
const validMs = 48 * 3600_000;
const behindMs = 3600_000;

/** A certificate (RFC 5280) as PEM: of a host, or, without one, of the authority itself. */
export function makeCertificate({ name, host, keys }: Subject, issuer: Pick<Subject, "name" | "keys">): string {
  const now = Date.now();
  const algorithm = ecdsaWithSha256;
  const body = sequence(
    numbered(0, true, integer(Uint8Array.of(2))), // version 3
    integer(randomBytes(16)),
    algorithm,
    nameOf(issuer.name),
    sequence(moment(now - behindMs), moment(now + validMs)),
    nameOf(name),
    spki(keys.publicKey),
    numbered(3, true, sequence(...(host === null ? authorityExtensions(keys) : hostExtensions(host, keys, issuer.keys)))),
  );
  const signed = sequence(body, algorithm, bits(sign("sha256", body, issuer.keys.privateKey)));
  return `-----BEGIN CERTIFICATE-----\n${signed.toString("base64").replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function nameOf(name: string): Buffer {
  return sequence(setOf(sequence(identifier("2.5.4.3"), text(name))));
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Buffer {
  return sequence(identifier(id), ...(isCritical ? [yes] : []), octets(value));
}

function authorityExtensions(keys: KeyPair): readonly Buffer[] {
  return [
    extension("2.5.29.19", true, sequence(yes, integer(Uint8Array.of(0)))), // an authority for hosts only
    extension("2.5.29.15", true, bits(Uint8Array.of(0b0000_0110), 1)), // signs certificates and lists
    extension("2.5.29.14", false, octets(fingerprint(keys))),
  ];
}

function hostExtensions(host: string, keys: KeyPair, issuer: KeyPair): readonly Buffer[] {
  return [
    extension("2.5.29.19", true, sequence()),
    extension("2.5.29.15", true, bits(Uint8Array.of(0b1000_0000), 7)), // signs
    extension("2.5.29.37", false, sequence(identifier("1.3.6.1.5.5.7.3.1"))), // a server
    extension("2.5.29.17", false, sequence(numbered(2, false, Buffer.from(host)))),
    extension("2.5.29.14", false, octets(fingerprint(keys))),
    extension("2.5.29.35", false, sequence(numbered(0, false, fingerprint(issuer)))),
  ];
}

function fingerprint({ publicKey }: KeyPair): Buffer {
  return createHash("sha256").update(spki(publicKey)).digest().subarray(0, 20);
}
