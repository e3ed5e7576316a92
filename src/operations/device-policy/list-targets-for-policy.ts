import type { Handler } from '../context.ts';
import { pageOfTargets } from './page-of-targets.ts';

export const listTargetsForPolicy: Handler<'ListTargetsForPolicy'> = (context, input) =>
  pageOfTargets(context, 'ListTargetsForPolicy', input, 'oldest first');
