/** Requests that AWS's signer has signed are accepted, and nothing that differs from them. */
import assert from 'node:assert/strict';
import { judged, received, type SigningCase, signingCase, tampered } from '../../support/signing-cases.ts';
import { signedBySmithy } from '../../support/smithy-signing.ts';
import type { Random } from '../random.ts';
import { pureTarget } from '../target.ts';

const NOW = Date.UTC(2026, 0, 15, 12, 0, 30);

interface Signing {
  readonly asked: SigningCase;
  readonly encoding: 'text' | 'every byte';
}

const encodings: Readonly<Record<Signing['encoding'], (text: string) => string>> = {
  text: encodeURIComponent,
  'every byte': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replaceAll(/../g, (byte) => `%${byte}`),
};

export const signedByAwsTarget = pureTarget(
  "what AWS's signer has signed",
  20,
  (random: Random): Signing => ({ asked: signingCase(random), encoding: random.oneIn(2) ? 'text' : 'every byte' }),
  async ({ asked, encoding }) => {
    const request = received(await signedBySmithy(asked, new Date(NOW), encodings[encoding]));
    assert.equal(await judged(request, NOW), 'signed');
    assert.equal(await judged(request, NOW, 'another secret'), 'InvalidSignatureException');
    for (const [what, other] of tampered(request)) assert.match(await judged(other, NOW), /Exception$/, what);
  },
);
