/**
 * Registers devices by themselves: whoever comes with an unknown certificate that a registered authority has issued is
 * noted down for an operator to decide about (docs/service/identity.md#devices-that-register-themselves).
 */
import { certificateRegisteredTopic } from '../../contract/topics.ts';
import type { Account } from '../../domain/arn.ts';
import type { SignalDelivery } from '../../domain/signal.ts';
import { CertificateError, readCertificate } from '../../lib/certificate.ts';
import { isSignedBy, nameHashesOf } from '../../lib/certificate-issuer.ts';
import type { Clock } from '../../lib/clock.ts';
import { encodePem } from '../../lib/pem.ts';
import { findIssuers } from '../../store/certificate/ca-certificate.ts';
import { findCertificate, insertCertificate } from '../../store/certificate/certificate.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Database } from '../../store/database/database.ts';

export interface JustInTimeRegistrationOptions {
  readonly database: Database;
  readonly signals: SignalDelivery;
  readonly account: Account;
  readonly clock: Clock;
  /** By which validity dates are judged, as TLS peers do. */
  readonly wallClock: Clock;
  readonly newId: () => string;
}

export function justInTimeRegistration(options: JustInTimeRegistrationOptions) {
  const { account, clock, database, newId, signals, wallClock } = options;

  /** Announces a certificate that waits for its activation. */
  function announce(effects: Effects, certificateId: string, caCertificateId: string, registeredAt: number): void {
    const payload = {
      certificateId,
      caCertificateId,
      timestamp: clock.now(),
      certificateStatus: 'PENDING_ACTIVATION',
      awsAccountId: account.accountId,
      certificateRegistrationTimestamp: String(registeredAt),
    };
    effects.announce({ kind: 'event', topic: certificateRegisteredTopic(caCertificateId), payload });
  }

  /**
   * Looks at a certificate that lets nobody in. If it is unknown and was issued by an active authority that allows it,
   * it is registered; as long as it waits for its activation, each call tells so. The certificate's holder has proved
   * to have its key.
   */
  return async function introduce(certificateDer: Buffer): Promise<void> {
    const read = readable(certificateDer);
    if (read === undefined) return;
    const { certificateId, certificatePem, notBefore, notAfter } = read;
    const known = await findCertificate(database, certificateId);
    if (known !== undefined) {
      const { caCertificateId, createdAt, status } = known;
      if (status !== 'PENDING_ACTIVATION' || caCertificateId === null) return;
      return change(database, signals, async (_transaction, effects) =>
        announce(effects, certificateId, caCertificateId, createdAt),
      );
    }
    const issuer = (await findIssuers(database, nameHashesOf(certificatePem).issuer)).find(
      ({ autoRegistrationStatus, certificatePem: authorityPem, status }) =>
        status === 'ACTIVE' && autoRegistrationStatus === 'ENABLE' && isSignedBy(certificatePem, authorityPem),
    );
    const present = wallClock.now();
    if (issuer === undefined || notAfter < present || present < notBefore) return;
    const now = clock.now();
    await change(database, signals, async (transaction, effects) => {
      await insertCertificate(transaction, {
        certificateId,
        certificatePem,
        caCertificateId: issuer.certificateId,
        status: 'PENDING_ACTIVATION',
        certificateMode: 'DEFAULT',
        notBefore,
        notAfter,
        createdAt: now,
        generationId: newId(),
      });
      announce(effects, certificateId, issuer.certificateId, now);
    });
  };
}

/** The certificate, unless it is of a kind that no device may have. */
function readable(certificateDer: Buffer) {
  try {
    return readCertificate(encodePem('CERTIFICATE', certificateDer));
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}
