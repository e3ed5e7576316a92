/** Attaching policies to certificates and thing groups, for the newer and the older forms of the operations. */
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { type PolicyTarget, parsePolicyTarget } from '../../domain/principal.ts';
import { findCertificateValidity, lockCertificate } from '../../store/certificate/certificate.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { findPolicy, holdPolicyForAttachment } from '../../store/device-policy/policy.ts';
import {
  attachPolicy,
  detachPolicy,
  listGroupAndAncestors,
  lockThingGroupAsTarget,
  namesOfAttachedPolicies,
} from '../../store/device-policy/policy-attachment.ts';
import type { OperationContext } from '../context.ts';
import { policyNotFound, policyTargetNotFound } from '../not-found.ts';

/**
 * Attaches a policy; nothing changes if it is attached already. ResourceNotFoundException if policy or target is unknown,
 * InvalidRequestException if the target is a dynamic group, LimitExceededException if it has as many policies as it may.
 */
export async function attachToTarget(context: OperationContext, policyName: string, target: string): Promise<void> {
  const { account, quotas } = context.settings;
  const parsed = parsePolicyTarget(account, target);
  await change(context.database, context.signals, async (transaction, effects) => {
    if (parsed === undefined || !(await lockTarget(transaction, parsed))) throw policyTargetNotFound(target);
    if (!(await holdPolicyForAttachment(transaction, policyName))) throw policyNotFound(policyName);
    const attached = await namesOfAttachedPolicies(transaction, target);
    if (attached.includes(policyName)) return;
    if (attached.length >= quotas.policiesPerTarget) {
      throw new ServiceError(
        'LimitExceededException',
        `At most ${quotas.policiesPerTarget} policies can be attached to ${target}.`,
      );
    }
    await attachPolicy(transaction, { policyName, target, attachedAt: context.clock.now() });
    raise(effects, parsed);
  });
}

/**
 * Detaches a policy; nothing changes if it is not attached. ResourceNotFoundException if policy or target is unknown,
 * unless an attachment was left.
 */
export async function detachFromTarget(context: OperationContext, policyName: string, target: string): Promise<void> {
  const parsed = parsePolicyTarget(context.settings.account, target);
  await change(context.database, context.signals, async (transaction, effects) => {
    if (await detachPolicy(transaction, policyName, target)) {
      raise(effects, parsed);
      return;
    }
    if (parsed === undefined || !(await targetExists(transaction, parsed))) throw policyTargetNotFound(target);
    if ((await findPolicy(transaction, policyName)) === undefined) throw policyNotFound(policyName);
  });
}

/** Whether there is such a certificate or thing group. */
export async function targetExists(queryable: Queryable, target: PolicyTarget): Promise<boolean> {
  return target.kind === 'certificate'
    ? (await findCertificateValidity(queryable, target.certificateId)) !== undefined
    : (await listGroupAndAncestors(queryable, target.thingGroupName)).length > 0;
}

/** Of a target in another account there are only leftovers, which no connection depends on. */
function raise(effects: Effects, target: PolicyTarget | undefined): void {
  if (target !== undefined) effects.raise({ kind: 'permissions changed', subject: target });
}

async function lockTarget(transaction: Queryable, target: PolicyTarget): Promise<boolean> {
  if (target.kind === 'certificate') return (await lockCertificate(transaction, target.certificateId)) !== undefined;
  const group = await lockThingGroupAsTarget(transaction, target.thingGroupName);
  if (group?.isDynamic === true) {
    throw invalidRequest(`Thing group ${target.thingGroupName} is dynamic, so no policy can be attached to it.`);
  }
  return group !== undefined;
}
