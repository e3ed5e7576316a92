import { certificateIdOfPrincipal } from '../../domain/principal.ts';
import type { Handler } from '../context.ts';
import { attachToTarget } from './attachment.ts';

export const attachPrincipalPolicy: Handler<'AttachPrincipalPolicy'> = async (context, { policyName, principal }) => {
  // A thing group is a target, but not a principal.
  certificateIdOfPrincipal(context.settings.account, principal);
  await attachToTarget(context, policyName, principal);
};
