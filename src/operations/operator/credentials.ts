/** Makes access keys, of the form that tools know and mask (docs/service/identity.md#access-keys). */
import { createHash, randomBytes, randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `AKIA` for permanent keys and `ASIA` for those of sessions, with 16 of `A-Z2-7`. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA'): string {
  return `${prefix}${randomId()}`;
}

/** 40 characters of base64. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString('base64');
}

/** An id that policies know as `aws:userid`. */
export function newOperatorId(kind: 'user' | 'role'): string {
  return `${kind === 'user' ? 'AIDA' : 'AROA'}${randomId()}`;
}

export function newSessionToken(): string {
  return randomBytes(48).toString('base64');
}

/** What is kept of a session token. */
export function sessionTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function randomId(): string {
  return Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
