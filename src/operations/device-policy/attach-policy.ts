import type { Handler } from '../context.ts';
import { attachToTarget } from './attachment.ts';

export const attachPolicy: Handler<'AttachPolicy'> = async (context, { policyName, target }) => {
  await attachToTarget(context, policyName, target);
};
