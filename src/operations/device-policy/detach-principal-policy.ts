import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import type { Handler } from '../context.ts';
import { detachFromTarget } from './attachment.ts';

export const detachPrincipalPolicy: Handler<'DetachPrincipalPolicy'> = async (context, { policyName, principal }) => {
  // A thing group is a target, but not a principal.
  certificateIdOfPrincipal(context.settings.account, principal);
  await detachFromTarget(context, policyName, principal);
};
