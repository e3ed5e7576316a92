import { updateCaCertificate } from '../../store/certificate/ca-certificate.ts';
import type { Handler } from '../context.ts';
import { caCertificateNotFound } from '../not-found.ts';

/** Devices whose certificates are registered are not affected: registration is what makes those valid. */
export const updateCACertificate: Handler<'UpdateCACertificate'> = async (context, input) => {
  const { certificateId, newAutoRegistrationStatus, newStatus, registrationConfig, removeAutoRegistration } = input;
  const change = {
    status: newStatus,
    autoRegistrationStatus: newAutoRegistrationStatus,
    registrationConfig: removeAutoRegistration === true ? null : registrationConfig,
  };
  await context.database.transaction(async (transaction) => {
    if (await updateCaCertificate(transaction, certificateId, change, context.clock.now())) return;
    throw caCertificateNotFound(certificateId);
  });
};
