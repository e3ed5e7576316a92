import { invalidRequest } from '../../contract/errors.ts';
import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import { lockCertificate } from '../../store/certificate/certificate.ts';
import { change } from '../../store/database/change.ts';
import { attachPrincipal, findOtherAttachment, holdThingForAttachment } from '../../store/thing/thing-principal.ts';
import type { Handler } from '../context.ts';
import { principalNotFound, thingNotFound } from '../not-found.ts';

/**
 * Attaching again changes how the principal is attached. An exclusive attachment is the only one of its principal
 * (docs/service/registry.md#attaching-a-principal).
 */
export const attachThingPrincipal: Handler<'AttachThingPrincipal'> = async (context, input) => {
  const { thingName, principal, thingPrincipalType = 'NON_EXCLUSIVE_THING' } = input;
  const certificateId = certificateIdOfPrincipal(context.settings.account, principal);
  await change(context.database, context.signals, async (transaction, effects) => {
    if (!(await holdThingForAttachment(transaction, thingName))) throw thingNotFound(thingName);
    if (certificateId === undefined || (await lockCertificate(transaction, certificateId)) === undefined) {
      throw principalNotFound(principal);
    }
    const other = await findOtherAttachment(transaction, principal, thingName);
    if (other !== undefined && thingPrincipalType === 'EXCLUSIVE_THING') {
      throw invalidRequest(
        `The principal is attached to the thing ${other.thingName}, so it cannot be attached exclusively to another one.`,
      );
    }
    if (other?.thingPrincipalType === 'EXCLUSIVE_THING') {
      throw invalidRequest(`The principal is attached exclusively to the thing ${other.thingName}.`);
    }
    await attachPrincipal(transaction, thingName, principal, thingPrincipalType);
    effects.raise({ kind: 'permissions changed', subject: { kind: 'certificate', certificateId } });
  });
  return {};
};
