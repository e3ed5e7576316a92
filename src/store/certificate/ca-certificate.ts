/** The certificate authorities that are registered, and the code that proves that one is its sender's. */
import type { TypeOf } from '../../contract/shape.ts';
import type {
  autoRegistrationStatus,
  caCertificateStatus,
  certificateMode,
  registrationConfig,
} from '../../contract/shapes/security.ts';
import { jsonOrNull, type Queryable, statement } from '../database/database.ts';

export type CaCertificateStatus = TypeOf<typeof caCertificateStatus>;
export type AutoRegistrationStatus = TypeOf<typeof autoRegistrationStatus>;
export type RegistrationConfig = TypeOf<typeof registrationConfig>;

export interface NewCaCertificate {
  readonly certificateId: string;
  readonly certificatePem: string;
  /** What certificates name as their issuer. */
  readonly subjectHash: string;
  readonly status: CaCertificateStatus;
  readonly autoRegistrationStatus: AutoRegistrationStatus;
  readonly registrationConfig: RegistrationConfig | null;
  readonly certificateMode: TypeOf<typeof certificateMode>;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly createdAt: number;
  readonly generationId: string;
}

export interface CaCertificate extends NewCaCertificate {
  readonly modifiedAt: number;
  readonly customerVersion: number;
}

export type CaCertificateSummary = Pick<CaCertificate, 'certificateId' | 'status' | 'createdAt'>;
export type Issuer = Pick<CaCertificate, 'certificateId' | 'certificatePem' | 'status' | 'autoRegistrationStatus'>;

/** What is changed; undefined leaves a part as it is. */
export interface CaCertificateChange {
  readonly status: CaCertificateStatus | undefined;
  readonly autoRegistrationStatus: AutoRegistrationStatus | undefined;
  /** Null takes it away. */
  readonly registrationConfig: RegistrationConfig | null | undefined;
}

const insert = statement(
  'caCertificate.insert',
  `INSERT INTO ca_certificate (certificate_id, certificate_pem, subject_hash, status, auto_registration_status,
     registration_config, certificate_mode, not_before, not_after, created_at, modified_at, customer_version,
     generation_id)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1, $11)
   ON CONFLICT (certificate_id) DO NOTHING
   RETURNING 1`,
);
const byId = statement(
  'caCertificate.byId',
  `SELECT certificate_id AS "certificateId", certificate_pem AS "certificatePem", subject_hash AS "subjectHash", status,
     auto_registration_status AS "autoRegistrationStatus", registration_config AS "registrationConfig",
     certificate_mode AS "certificateMode", not_before AS "notBefore", not_after AS "notAfter",
     created_at AS "createdAt", modified_at AS "modifiedAt", customer_version AS "customerVersion",
     generation_id AS "generationId"
   FROM ca_certificate WHERE certificate_id = $1`,
);
const bySubject = statement(
  'caCertificate.bySubject',
  `SELECT certificate_id AS "certificateId", certificate_pem AS "certificatePem", status,
     auto_registration_status AS "autoRegistrationStatus"
   FROM ca_certificate WHERE subject_hash = $1 ORDER BY created_at, certificate_id`,
);
const oldestFirst = statement(
  'caCertificate.oldestFirst',
  `SELECT certificate_id AS "certificateId", status, created_at AS "createdAt"
   FROM ca_certificate
   WHERE (created_at, certificate_id) > ($1, $2) AND ($4::text IS NULL OR registration_config ->> 'templateName' = $4)
   ORDER BY created_at, certificate_id LIMIT $3`,
);
const newestFirst = statement(
  'caCertificate.newestFirst',
  `SELECT certificate_id AS "certificateId", status, created_at AS "createdAt"
   FROM ca_certificate
   WHERE (created_at, certificate_id) < ($1, $2) AND ($4::text IS NULL OR registration_config ->> 'templateName' = $4)
   ORDER BY created_at DESC, certificate_id DESC LIMIT $3`,
);
const update = statement(
  'caCertificate.update',
  `UPDATE ca_certificate SET status = coalesce($2, status),
     auto_registration_status = coalesce($3, auto_registration_status),
     registration_config = CASE WHEN $5 THEN $4::jsonb ELSE registration_config END,
     modified_at = $6, customer_version = customer_version + 1
   WHERE certificate_id = $1 RETURNING 1`,
);
const lock = statement('caCertificate.lock', 'SELECT status FROM ca_certificate WHERE certificate_id = $1 FOR UPDATE');
const remove = statement('caCertificate.remove', 'DELETE FROM ca_certificate WHERE certificate_id = $1');
const offerCode = statement(
  'registrationCode.offer',
  'INSERT INTO registration_code (registration_code) VALUES ($1) ON CONFLICT DO NOTHING',
);
const readCode = statement(
  'registrationCode.read',
  'SELECT registration_code AS "registrationCode" FROM registration_code',
);

/** Stores a new authority; false if it is registered already. */
export async function insertCaCertificate(transaction: Queryable, authority: NewCaCertificate): Promise<boolean> {
  const rows = await transaction.query(insert, [
    authority.certificateId,
    authority.certificatePem,
    authority.subjectHash,
    authority.status,
    authority.autoRegistrationStatus,
    jsonOrNull(authority.registrationConfig),
    authority.certificateMode,
    authority.notBefore,
    authority.notAfter,
    authority.createdAt,
    authority.generationId,
  ]);
  return rows.length > 0;
}

export async function findCaCertificate(
  queryable: Queryable,
  certificateId: string,
): Promise<CaCertificate | undefined> {
  return (await queryable.query<CaCertificate>(byId, [certificateId]))[0];
}

/** All authorities of this name, of whatever status: no more than their quota, the one longest registered first. */
export function findIssuers(queryable: Queryable, subjectHash: string): Promise<Issuer[]> {
  return queryable.query<Issuer>(bySubject, [subjectHash]);
}

/** Up to `limit` authorities after a position in the order of registration; with a template name only those with it. */
export function listCaCertificates(
  queryable: Queryable,
  order: 'oldest first' | 'newest first',
  after: readonly [createdAt: number, certificateId: string] | undefined,
  limit: number,
  templateName: string | undefined,
): Promise<CaCertificateSummary[]> {
  const template = templateName ?? null;
  if (order === 'oldest first') return queryable.query(oldestFirst, [...(after ?? [-1, '']), limit, template]);
  return queryable.query(newestFirst, [...(after ?? [Number.MAX_SAFE_INTEGER, '']), limit, template]);
}

/** Changes an authority and counts the update; false if there is no such authority. */
export async function updateCaCertificate(
  queryable: Queryable,
  certificateId: string,
  { autoRegistrationStatus, registrationConfig, status }: CaCertificateChange,
  now: number,
): Promise<boolean> {
  const config = jsonOrNull(registrationConfig ?? null);
  const isConfigSet = registrationConfig !== undefined;
  const parameters = [certificateId, status ?? null, autoRegistrationStatus ?? null, config, isConfigSet, now];
  return (await queryable.query(update, parameters)).length > 0;
}

/** Holds an authority until the end of the transaction. Its status; undefined if there is none. */
export async function lockCaCertificate(
  transaction: Queryable,
  certificateId: string,
): Promise<CaCertificateStatus | undefined> {
  return (await transaction.query<{ status: CaCertificateStatus }>(lock, [certificateId]))[0]?.status;
}

export async function deleteCaCertificate(transaction: Queryable, certificateId: string): Promise<void> {
  await transaction.query(remove, [certificateId]);
}

/** The registration code, which becomes `offered` if there is none yet, and then stays. */
export async function registrationCodeOr(queryable: Queryable, offered: string): Promise<string> {
  const known = await readRegistrationCode(queryable);
  if (known !== undefined) return known;
  await queryable.query(offerCode, [offered]);
  return (await readRegistrationCode(queryable)) ?? offered;
}

/** Undefined if nobody has asked for it yet. */
export async function readRegistrationCode(queryable: Queryable): Promise<string | undefined> {
  return (await queryable.query<{ registrationCode: string }>(readCode, []))[0]?.registrationCode;
}
