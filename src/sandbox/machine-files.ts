import { readdirSync } from "node:fs";

/** Top-level names of the program tree; on most systems links into /usr. */
export const programTrees = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] as const;

const directories = [
  "/etc/ld.so.conf.d",
  "/etc/alternatives",
  "/etc/ssl/certs",
  "/etc/ca-certificates/extracted",
  "/etc/pki/ca-trust",
  "/etc/pki/tls/certs",
  "/etc/crypto-policies",
] as const;
/** Single ones of these. */
export const systemFiles = [
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ssl/openssl.cnf",
  "/etc/localtime",
  "/etc/services",
  "/etc/protocols",
] as const;

/**
 * What programs need of /etc, each by name: the dynamic loader, the alternatives links, certificates, the time zone, the names of ports. Never
 * /etc whole, and of /etc/ssl not the private keys (sandbox.md: bubblewrap, in order).
 */
export function systemDirectories(): readonly string[] {
  return [...directories, ...javaSettings()];
}

/** Debian's Java keeps what it cannot start without in /etc/java-17-openjdk and the like. */
function javaSettings(): string[] {
  return readdirSync("/etc")
    .filter((name) => /^java(?:-[\w.]+)*$/.test(name))
    .map((name) => `/etc/${name}`);
}
