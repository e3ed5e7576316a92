/** The device certificates that are registered. */
import type { TypeOf } from '../../contract/shape.ts';
import type { certificateDescription, certificateStatus } from '../../contract/shapes/security.ts';
import { type Queryable, statement } from '../database/database.ts';

export type CertificateStatus = TypeOf<typeof certificateStatus>;
type CertificateMode = NonNullable<TypeOf<typeof certificateDescription>['certificateMode']>;

export interface NewCertificate {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly status: CertificateStatus;
  readonly certificateMode: CertificateMode;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly createdAt: number;
  readonly generationId: string;
  /** Of the registered authority that has issued it, if it was registered as such. */
  readonly caCertificateId?: string | null;
}

export interface Certificate extends NewCertificate {
  readonly caCertificateId: string | null;
  readonly modifiedAt: number;
  readonly customerVersion: number;
}

export type CertificateSummary = Pick<Certificate, 'certificateId' | 'status' | 'certificateMode' | 'createdAt'>;

/** What a connection depends on. */
export type CertificateValidity = Pick<Certificate, 'certificateId' | 'status' | 'notBefore' | 'notAfter'>;

const insert = statement(
  'certificate.insert',
  `INSERT INTO certificate (certificate_id, certificate_pem, status, certificate_mode, not_before, not_after,
     created_at, modified_at, customer_version, generation_id, ca_certificate_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1, $8, $9)
   ON CONFLICT (certificate_id) DO NOTHING
   RETURNING 1`,
);
const byId = statement(
  'certificate.byId',
  `SELECT certificate_id AS "certificateId", certificate_pem AS "certificatePem", status,
     ca_certificate_id AS "caCertificateId", certificate_mode AS "certificateMode", not_before AS "notBefore",
     not_after AS "notAfter", created_at AS "createdAt", modified_at AS "modifiedAt",
     customer_version AS "customerVersion", generation_id AS "generationId"
   FROM certificate WHERE certificate_id = $1`,
);
const validity = statement(
  'certificate.validity',
  `SELECT certificate_id AS "certificateId", status, not_before AS "notBefore", not_after AS "notAfter"
   FROM certificate WHERE certificate_id = $1`,
);
const oldestFirst = statement(
  'certificate.oldestFirst',
  `SELECT certificate_id AS "certificateId", status, certificate_mode AS "certificateMode", created_at AS "createdAt"
   FROM certificate WHERE (created_at, certificate_id) > ($1, $2)
   ORDER BY created_at, certificate_id LIMIT $3`,
);
const newestFirst = statement(
  'certificate.newestFirst',
  `SELECT certificate_id AS "certificateId", status, certificate_mode AS "certificateMode", created_at AS "createdAt"
   FROM certificate WHERE (created_at, certificate_id) < ($1, $2)
   ORDER BY created_at DESC, certificate_id DESC LIMIT $3`,
);
const ofAuthorityOldestFirst = statement(
  'certificate.ofAuthorityOldestFirst',
  `SELECT certificate_id AS "certificateId", status, certificate_mode AS "certificateMode", created_at AS "createdAt"
   FROM certificate WHERE ca_certificate_id = $1 AND (created_at, certificate_id) > ($2, $3)
   ORDER BY created_at, certificate_id LIMIT $4`,
);
const ofAuthorityNewestFirst = statement(
  'certificate.ofAuthorityNewestFirst',
  `SELECT certificate_id AS "certificateId", status, certificate_mode AS "certificateMode", created_at AS "createdAt"
   FROM certificate WHERE ca_certificate_id = $1 AND (created_at, certificate_id) < ($2, $3)
   ORDER BY created_at DESC, certificate_id DESC LIMIT $4`,
);
const setStatus = statement(
  'certificate.setStatus',
  `UPDATE certificate SET status = $2, modified_at = $3, customer_version = customer_version + 1
   WHERE certificate_id = $1 RETURNING 1`,
);
const lock = statement('certificate.lock', 'SELECT status FROM certificate WHERE certificate_id = $1 FOR UPDATE');
const remove = statement('certificate.remove', 'DELETE FROM certificate WHERE certificate_id = $1');

/** Stores a new certificate; false if it is registered already. */
export async function insertCertificate(queryable: Queryable, certificate: NewCertificate): Promise<boolean> {
  const rows = await queryable.query(insert, [
    certificate.certificateId,
    certificate.certificatePem,
    certificate.status,
    certificate.certificateMode,
    certificate.notBefore,
    certificate.notAfter,
    certificate.createdAt,
    certificate.generationId,
    certificate.caCertificateId ?? null,
  ]);
  return rows.length > 0;
}

export async function findCertificate(queryable: Queryable, certificateId: string): Promise<Certificate | undefined> {
  return (await queryable.query<Certificate>(byId, [certificateId]))[0];
}

/** The part of a certificate that is needed at each connection. */
export async function findCertificateValidity(
  queryable: Queryable,
  certificateId: string,
): Promise<CertificateValidity | undefined> {
  return (await queryable.query<CertificateValidity>(validity, [certificateId]))[0];
}

/** Up to `limit` certificates after a position in the order of creation. */
export function listCertificates(
  queryable: Queryable,
  order: 'oldest first' | 'newest first',
  after: readonly [createdAt: number, certificateId: string] | undefined,
  limit: number,
): Promise<CertificateSummary[]> {
  if (order === 'oldest first') return queryable.query(oldestFirst, [...(after ?? [-1, '']), limit]);
  return queryable.query(newestFirst, [...(after ?? [Number.MAX_SAFE_INTEGER, '']), limit]);
}

/** The same of those that were registered as issued by an authority. */
export function listCertificatesOfAuthority(
  queryable: Queryable,
  caCertificateId: string,
  order: 'oldest first' | 'newest first',
  after: readonly [createdAt: number, certificateId: string] | undefined,
  limit: number,
): Promise<CertificateSummary[]> {
  if (order === 'oldest first') {
    return queryable.query(ofAuthorityOldestFirst, [caCertificateId, ...(after ?? [-1, '']), limit]);
  }
  return queryable.query(ofAuthorityNewestFirst, [caCertificateId, ...(after ?? [Number.MAX_SAFE_INTEGER, '']), limit]);
}

/** Sets the status and counts the update; false if there is no such certificate. */
export async function setCertificateStatus(
  queryable: Queryable,
  certificateId: string,
  status: CertificateStatus,
  now: number,
): Promise<boolean> {
  return (await queryable.query(setStatus, [certificateId, status, now])).length > 0;
}

/**
 * Holds a certificate until the end of the transaction, against its deletion and against others that attach it or attach
 * something to it. Its status; undefined if there is none.
 */
export async function lockCertificate(
  transaction: Queryable,
  certificateId: string,
): Promise<CertificateStatus | undefined> {
  return (await transaction.query<{ status: CertificateStatus }>(lock, [certificateId]))[0]?.status;
}

export async function deleteCertificate(transaction: Queryable, certificateId: string): Promise<void> {
  await transaction.query(remove, [certificateId]);
}
