/** Resolves the targets of a job: ARNs of things and thing groups of this account that exist. */
import { invalidRequest, resourceNotFound, ServiceError } from '../../contract/errors.ts';
import { type Account, parseArn } from '../../domain/arn.ts';
import type { Queryable } from '../../store/database/database.ts';
import { findExistingThings, type JobTarget, lockGroups } from '../../store/job/job-target.ts';

interface NamedTarget {
  readonly targetArn: string;
  readonly type: 'thing' | 'thinggroup';
  readonly name: string;
}

/** Takes target ARNs apart, each once. Malformed or foreign ones are refused, also more than the quota. */
export function parseTargets(account: Account, targets: readonly string[], quota: number): NamedTarget[] {
  const distinct = [...new Set(targets)];
  const parsed = distinct.map((targetArn) => {
    const found = parseArn(account, targetArn);
    if (found === undefined || (found.type !== 'thing' && found.type !== 'thinggroup')) {
      throw invalidRequest(`${targetArn} is not the ARN of a thing or a thing group of this account and Region.`);
    }
    return { targetArn, type: found.type, name: found.name } as const;
  });
  if (distinct.length > quota) {
    throw new ServiceError('LimitExceededException', `A job can have at most ${quota} targets.`);
  }
  return parsed;
}

/** Finds the things and groups; the first that does not exist is refused by name. */
export async function resolveTargets(transaction: Queryable, targets: readonly NamedTarget[]): Promise<JobTarget[]> {
  const namesOf = (type: NamedTarget['type']) =>
    targets.filter((target) => target.type === type).map(({ name }) => name);
  const things = await findExistingThings(transaction, namesOf('thing'));
  const groups = await lockGroups(transaction, namesOf('thinggroup'));
  return targets.map(({ targetArn, type, name }) => {
    const thingGroupId = groups.get(name);
    if (type === 'thing' && things.has(name)) return { targetArn, thingName: name, thingGroupId: null };
    if (type === 'thinggroup' && thingGroupId !== undefined) return { targetArn, thingName: null, thingGroupId };
    throw resourceNotFound(`Target ${targetArn} does not exist.`);
  });
}
