import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import { detachPrincipal } from '../../store/thing/thing-principal.ts';
import type { Handler } from '../context.ts';
import { checkPrincipalExists, checkThingExists } from './existence.ts';

/** Detaching a known principal that is not attached succeeds (`security.md` 2.3). */
export const detachThingPrincipal: Handler<'DetachThingPrincipal'> = async (context, { thingName, principal }) => {
  await checkPrincipalExists(context, principal);
  await checkThingExists(context, thingName);
  await context.database.transaction((transaction) => detachPrincipal(transaction, thingName, principal));
  const certificateId = certificateIdOfPrincipal(context.settings.account, principal);
  if (certificateId !== undefined) await context.permissionsChanged({ kind: 'certificate', certificateId });
  return {};
};
