/** Our own operations on the server's certificate authority, beside the surface of the original service. */
import { defineOperation } from '../operation.ts';
import { timestamp } from '../shapes/common.ts';

const authority = {
  type: 'structure',
  members: {
    /** SHA-256 of the DER form, in lower-case hex. */
    certificateId: { shape: { type: 'string' } },
    subject: { shape: { type: 'string' } },
    /** From when to when it is valid. */
    notBefore: { shape: timestamp },
    notAfter: { shape: timestamp },
    /** Whether it is the one that signs. The others are trusted until they are retired. */
    isSigning: { shape: { type: 'boolean' } },
    certificatePem: { shape: { type: 'string' } },
  },
} as const;

/** The one that signs first. */
const authorities = { authorities: { shape: { type: 'list', of: authority } } } as const;

export const listServerAuthorities = defineOperation({
  name: 'ListServerAuthorities',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/authorities',
  sentence: 'Lists the certificate authorities by which clients trust this server.',
  input: {},
  output: authorities,
  errors: [],
  resources: ['*'],
});

export const rotateServerAuthority = defineOperation({
  name: 'RotateServerAuthority',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/authorities/rotate',
  sentence: 'Lets a new certificate authority sign; clients that trust the present one go on to trust the server.',
  input: {},
  output: authorities,
  errors: ['InvalidRequestException'],
  resources: ['*'],
});

export const retireServerAuthorities = defineOperation({
  name: 'RetireServerAuthorities',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/authorities/retire',
  sentence: 'Ends the trust in all certificate authorities of this server but the one that signs.',
  input: {},
  output: authorities,
  errors: [],
  resources: ['*'],
});
