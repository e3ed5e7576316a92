/** Makes RSA key pairs off the event loop, a few at a time. */
import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** Every TLS stack accepts 2048 bits, and nothing smaller is allowed. */
const MODULUS_BITS = 2048;
/**
 * Making a key takes a thread of the pool for some tenths of a second; name resolution and files need the other
 * threads.
 */
const AT_ONCE = 2;
const MAXIMUM_WAITING = 200;

export interface RsaKeyPair {
  readonly publicKeyPem: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyDer: Uint8Array<ArrayBuffer>;
  /** PKCS #1, `BEGIN RSA PRIVATE KEY`. */
  readonly privateKeyPem: string;
}

/** Too many keys are being made already. */
export class KeyGenerationBusyError extends Error {
  override readonly name = 'KeyGenerationBusyError';
}

let running = 0;
const waiting: (() => void)[] = [];

/** Makes a 2048-bit RSA key pair. Rejects with KeyGenerationBusyError if too many calls wait already. */
export async function generateRsaKeyPair(): Promise<RsaKeyPair> {
  await takeTurn();
  try {
    const { publicKey, privateKey } = await generate('rsa', {
      modulusLength: MODULUS_BITS,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const publicKeyDer = new Uint8Array(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }));
    return { publicKeyPem: publicKey, publicKeyDer, privateKeyPem: privateKey };
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** A finished generation passes its turn to the first call that waits, so `running` only grows here. */
async function takeTurn(): Promise<void> {
  if (running < AT_ONCE) {
    running += 1;
    return;
  }
  if (waiting.length >= MAXIMUM_WAITING) throw new KeyGenerationBusyError('Too many keys are being made at once.');
  await new Promise<void>((resolve) => waiting.push(resolve));
}
