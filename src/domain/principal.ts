/**
 * What things and policies are attached to, by ARN: a principal is a certificate; a policy can also be attached to a
 * thing group.
 */
import { invalidRequest } from '../contract/errors.ts';
import { type Account, parseArn } from './arn.ts';

/** The account may be any: foreign certificates are reported as missing. */
const CERTIFICATE_ARN = /^arn:[a-z0-9-]{1,32}:iot:[a-z0-9-]{0,32}:[0-9]{0,12}:cert\/[0-9a-f]{64}$/;
const THING_GROUP_ARN = /^arn:[a-z0-9-]{1,32}:iot:[a-z0-9-]{0,32}:[0-9]{0,12}:thinggroup\/[a-zA-Z0-9:_-]{1,128}$/;

/**
 * The certificate id of a principal; undefined if it belongs to another account and so cannot exist here.
 * InvalidRequestException if the text is not the ARN of a certificate.
 */
export function certificateIdOfPrincipal(account: Account, principal: string): string | undefined {
  if (!CERTIFICATE_ARN.test(principal)) {
    throw invalidRequest(
      'The principal must be the ARN of a certificate: arn:<partition>:iot:<Region>:<account>:cert/<id>.',
    );
  }
  return parseArn(account, principal)?.name;
}

/** What a policy can be attached to. */
export type PolicyTarget =
  | { readonly kind: 'certificate'; readonly certificateId: string }
  | { readonly kind: 'thing group'; readonly thingGroupName: string };

/**
 * Parses the target of a policy; undefined if it belongs to another account and so cannot exist here. Throws
 * InvalidRequestException if the text is neither the ARN of a certificate nor that of a thing group.
 */
export function parsePolicyTarget(account: Account, target: string): PolicyTarget | undefined {
  const isCertificate = CERTIFICATE_ARN.test(target);
  if (!isCertificate && !THING_GROUP_ARN.test(target)) {
    throw invalidRequest('The target must be the ARN of a certificate or of a thing group.');
  }
  const parsed = parseArn(account, target);
  if (parsed === undefined) return undefined;
  return isCertificate
    ? { kind: 'certificate', certificateId: parsed.name }
    : { kind: 'thing group', thingGroupName: parsed.name };
}

/** True if the target of a stored attachment is a principal rather than a thing group. */
export function isPrincipal(target: string): boolean {
  return CERTIFICATE_ARN.test(target);
}
