/** The shapes of the server's certificate authorities. */
import { timestamp } from '../../shapes/common.ts';

export const authority = {
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
export const authorities = { authorities: { shape: { type: 'list', of: authority } } } as const;
