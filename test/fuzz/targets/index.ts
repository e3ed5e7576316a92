/** Everything that is fuzzed. */
import type { Target } from '../target.ts';
import { arnTarget, objectUrlTarget } from './arn.ts';
import { rawRequestTarget, signedRequestTarget } from './http.ts';
import { connectionTarget, framingTarget } from './mqtt.ts';
import { policyDocumentTarget, policyEvaluationTarget } from './policy.ts';
import { signatureTarget } from './signature.ts';
import { signedByAwsTarget } from './signed-by-aws.ts';
import {
  cronTarget,
  dateTimeTarget,
  expressionTarget,
  fleetQueryTarget,
  jsonTarget,
  shorthandTarget,
} from './texts.ts';
import { webSocketTarget } from './web-sockets.ts';

export const targets: readonly Target[] = [
  framingTarget,
  connectionTarget,
  webSocketTarget,
  signedRequestTarget,
  rawRequestTarget,
  signatureTarget,
  signedByAwsTarget,
  policyDocumentTarget,
  policyEvaluationTarget,
  arnTarget,
  objectUrlTarget,
  fleetQueryTarget,
  cronTarget,
  dateTimeTarget,
  shorthandTarget,
  jsonTarget,
  expressionTarget,
];

/** How many of all inputs each target gets. */
export function inputsOf({ share }: Target, all: number): number {
  const shares = targets.reduce((sum, target) => sum + target.share, 0);
  return Math.ceil((all * share) / shares);
}
