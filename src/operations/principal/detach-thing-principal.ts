import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import { change } from '../../store/database/change.ts';
import { detachPrincipal } from '../../store/thing/thing-principal.ts';
import type { Handler } from '../context.ts';
import { checkPrincipalExists, checkThingExists } from './existence.ts';

/**
 * Detaching a known principal that is not attached succeeds (docs/service/registry.md#unknown-things-and-principals).
 */
export const detachThingPrincipal: Handler<'DetachThingPrincipal'> = async (context, { thingName, principal }) => {
  await checkPrincipalExists(context, principal);
  await checkThingExists(context, thingName);
  const certificateId = certificateIdOfPrincipal(context.settings.account, principal);
  await change(context.database, context.signals, async (transaction, effects) => {
    await detachPrincipal(transaction, thingName, principal);
    if (certificateId === undefined) return;
    effects.raise({ kind: 'permissions changed', subject: { kind: 'certificate', certificateId } });
  });
  return {};
};
