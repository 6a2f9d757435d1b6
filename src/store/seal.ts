import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const cipher = "aes-256-gcm";
const version = "1";
const nonceBytes = 12;

/** Seals texts so that the database alone tells nothing of them. `about` is not secret: a text opens only where it was sealed for. */
export type Sealer = {
  seal(text: string, about: string): string;
  /** Null: it was changed, cut, moved from elsewhere, or sealed with another key. */
  open(sealed: string, about: string): string | null;
};

/** A secret of its own for each purpose, so that what is learned of one tells nothing of another (HKDF, RFC 5869). */
export function deriveSecret(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), purpose, 32));
}

/** AES-256-GCM with a new nonce for each text. */
export function createSealer(secret: Buffer): Sealer {
  return {
    seal: (text, about) => {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, secret, nonce).setAAD(Buffer.from(about));
      const content = Buffer.concat([sealing.update(text, "utf8"), sealing.final()]);
      return [version, ...[nonce, sealing.getAuthTag(), content].map((part) => part.toString("base64url"))].join(".");
    },
    open: (sealed, about) => {
      const [mark, ...parts] = sealed.split(".");
      const [nonce, tag, content, ...rest] = parts.map((part) => Buffer.from(part, "base64url"));
      if (mark !== version || rest.length > 0 || nonce?.length !== nonceBytes || tag?.length !== 16 || content === undefined) return null;
      try {
        const opening = createDecipheriv(cipher, secret, nonce, { authTagLength: 16 }).setAAD(Buffer.from(about)).setAuthTag(tag);
        return Buffer.concat([opening.update(content), opening.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
