import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from "node:tls";
import { makeCertificate, makeKeys } from "./certificate.ts";

/** An authority made for one run: its keys never leave this process's memory, and nobody else trusts it. */
export type Authority = {
  /** What a client inside is to trust: all it trusted before, and this authority. */
  readonly trusted: string;
  /** What answers in place of a host. */
  contextFor(host: string): SecureContext;
};

/** A wildcard could have any number of hosts asked for. */
const mostKept = 200;
const name = "Adjutant, for one run";

export function makeAuthority(): Authority {
  const keys = makeKeys();
  const issuer = { name, keys };
  const certificate = makeCertificate({ ...issuer, host: null }, issuer);
  const hostKeys = makeKeys();
  const key = hostKeys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const contexts = new Map<string, SecureContext>();
  return {
    trusted: `${usualAuthorities().join("\n")}\n${certificate}`,
    contextFor(host) {
      const known = contexts.get(host);
      if (known !== undefined) return known;
      if (contexts.size >= mostKept) contexts.clear();
      // The longest name that fits a subject is shorter than the longest host; clients look at the alternative name.
      const cert = makeCertificate({ name: host.slice(0, 64), host, keys: hostKeys }, issuer) + certificate;
      const context = createSecureContext({ key, cert, minVersion: "TLSv1.2" });
      contexts.set(host, context);
      return context;
    },
  };
}

/** Contexts by the further authority they trust: parsing hundreds of certificates holds up this process every time it is done. */
const outward = new Map<string, SecureContext>();

/** What verifies the hosts that are reached: whom this machine trusts, and `further` authorities where a world has its own. */
export function outwardContext(further: string | undefined): SecureContext {
  const key = further ?? "";
  const context =
    outward.get(key) ??
    createSecureContext({ ca: [...usualAuthorities(), ...(further === undefined ? [] : [further])], minVersion: "TLSv1.2" });
  outward.set(key, context);
  return context;
}

let usual: readonly string[] | null = null;

/** What this machine trusts; where it has no list of its own, what Node brings. */
function usualAuthorities(): readonly string[] {
  if (usual !== null) return usual;
  const system = getCACertificates("system");
  usual = [...new Set(system.length > 0 ? system : rootCertificates)];
  return usual;
}
