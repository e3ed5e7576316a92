/** Encrypts small secrets for storage (AES-256-GCM), each bound to its owner. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface Seal {
  /** Encrypts a secret. Opening it needs the same `owner`, so that nobody can swap the stored secrets of two owners. */
  seal(secret: string, owner: string): Buffer;
  /**
   * Decrypts a secret. Throws an Error if it was sealed with another key or for another owner, or was changed since.
   */
  open(sealed: Buffer, owner: string): string;
}

export const SEAL_KEY_BYTES = 32;

const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals with a key of 32 bytes. */
export function sealWith(key: Buffer): Seal {
  return {
    seal(secret, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
      const content = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), content]);
    },
    open(sealed, owner) {
      if (sealed[0] !== FORM) throw new Error('A sealed secret has an unknown form.');
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(owner))
        .setAuthTag(tag);
      const content = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
    },
  };
}
