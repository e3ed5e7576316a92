/** Whether the two ends of an attachment exist. */
import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import { findCertificateValidity } from '../../store/certificate/certificate.ts';
import { thingByName } from '../../store/thing/thing.ts';
import type { OperationContext } from '../context.ts';
import { principalNotFound, thingNotFound } from '../not-found.ts';

/** InvalidRequestException if it is not the ARN of a certificate, ResourceNotFoundException if there is none with it. */
export async function checkPrincipalExists(context: OperationContext, principal: string): Promise<void> {
  const certificateId = certificateIdOfPrincipal(context.settings.account, principal);
  if (certificateId === undefined || !(await findCertificateValidity(context.database, certificateId))) {
    throw principalNotFound(principal);
  }
}

/** ResourceNotFoundException if there is no thing of this name. */
export async function checkThingExists(context: OperationContext, thingName: string): Promise<void> {
  if ((await thingByName(context.database, thingName)) === undefined) throw thingNotFound(thingName);
}
